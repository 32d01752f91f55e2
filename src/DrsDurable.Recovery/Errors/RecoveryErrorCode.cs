using System.Text.Json.Serialization;

namespace DrsDurable.Recovery.Errors;

/// <summary>The catalogue of reasons for refusing a command; the host maps each to its HTTP status.</summary>
[JsonConverter(typeof(UpperSnakeCaseEnum<RecoveryErrorCode>))]
public enum RecoveryErrorCode
{
    InvalidJson,
    MissingField,
    InvalidField,
    InvalidServerId,
    InvalidExecutionType,
    PlanHasNoWaves,
    CircularDependency,
    UnknownDependency,
    DuplicateServer,
    InvalidCron,
    InvalidTimeZone,
    RecoveryNotEnabled,
    PgNotFound,
    RecoveryPlanNotFound,
    ExecutionNotFound,
    ScheduleNotFound,
    PlanAlreadyExecuting,
    ServerConflict,
    VersionConflict,
    PgNameExists,
    RpNameExists,
    ScheduleNameExists,
    PgInUse,
    PlanInUse,
    PlanHasActiveExecution,
    ExecutionNotActive,
    PayloadTooLarge,
    UnsupportedMediaType,
    HostNotAllowed,
    OriginNotAllowed,
    IdempotencyKeyReused,
    InstanceNotFound,
    InstanceNotQuarantined,
    InstanceNotReleased,
    DeadLetterNotFound,
    RouteNotFound,
    MethodNotAllowed,
    InternalError,
}
