using DrsDurable.Recovery.Errors;

namespace DrsDurable.Host.Problems;

/// <summary>The HTTP status and the title of each error code.</summary>
public static class ProblemCatalogue
{
    public static (int Status, string Title) Of(RecoveryErrorCode code) => code switch
    {
        RecoveryErrorCode.InvalidJson => (StatusCodes.Status400BadRequest, "The body is not JSON as expected"),
        RecoveryErrorCode.MissingField => (StatusCodes.Status400BadRequest, "A field is missing"),
        RecoveryErrorCode.InvalidField => (StatusCodes.Status400BadRequest, "A field is wrong"),
        RecoveryErrorCode.InvalidServerId => (StatusCodes.Status400BadRequest, "Not a source server id"),
        RecoveryErrorCode.InvalidExecutionType => (StatusCodes.Status400BadRequest, "Not an execution type"),
        RecoveryErrorCode.PlanHasNoWaves => (StatusCodes.Status400BadRequest, "The plan has no wave"),
        RecoveryErrorCode.CircularDependency => (StatusCodes.Status400BadRequest, "Waves wait for each other"),
        RecoveryErrorCode.UnknownDependency => (StatusCodes.Status400BadRequest, "A wave depends on one that is not there"),
        RecoveryErrorCode.DuplicateServer => (StatusCodes.Status400BadRequest, "A server is listed twice"),
        RecoveryErrorCode.InvalidCron => (StatusCodes.Status400BadRequest, "Not a cron expression"),
        RecoveryErrorCode.InvalidTimeZone => (StatusCodes.Status400BadRequest, "Not a time zone"),
        RecoveryErrorCode.RecoveryNotEnabled => (StatusCodes.Status403Forbidden, "Recoveries are not enabled"),
        RecoveryErrorCode.OriginNotAllowed => (StatusCodes.Status403Forbidden, "A page of another origin may not call"),
        RecoveryErrorCode.PgNotFound => (StatusCodes.Status404NotFound, "No such protection group"),
        RecoveryErrorCode.RecoveryPlanNotFound => (StatusCodes.Status404NotFound, "No such recovery plan"),
        RecoveryErrorCode.ExecutionNotFound => (StatusCodes.Status404NotFound, "No such execution"),
        RecoveryErrorCode.ScheduleNotFound => (StatusCodes.Status404NotFound, "No such schedule"),
        RecoveryErrorCode.InstanceNotFound => (StatusCodes.Status404NotFound, "No such orchestration instance"),
        RecoveryErrorCode.DeadLetterNotFound => (StatusCodes.Status404NotFound, "No such dead letter"),
        RecoveryErrorCode.RouteNotFound => (StatusCodes.Status404NotFound, "No such path"),
        RecoveryErrorCode.MethodNotAllowed => (StatusCodes.Status405MethodNotAllowed, "The path does not take this method"),
        RecoveryErrorCode.PlanAlreadyExecuting => (StatusCodes.Status409Conflict, "The plan is being executed"),
        RecoveryErrorCode.ServerConflict => (StatusCodes.Status409Conflict, "Another execution has a server"),
        RecoveryErrorCode.VersionConflict => (StatusCodes.Status409Conflict, "Somebody changed it first"),
        RecoveryErrorCode.PgNameExists => (StatusCodes.Status409Conflict, "A protection group has this name"),
        RecoveryErrorCode.RpNameExists => (StatusCodes.Status409Conflict, "A recovery plan has this name"),
        RecoveryErrorCode.ScheduleNameExists => (StatusCodes.Status409Conflict, "A schedule has this name"),
        RecoveryErrorCode.PgInUse => (StatusCodes.Status409Conflict, "A plan uses the group"),
        RecoveryErrorCode.PlanInUse => (StatusCodes.Status409Conflict, "A schedule uses the plan"),
        RecoveryErrorCode.PlanHasActiveExecution => (StatusCodes.Status409Conflict, "The plan is being executed"),
        RecoveryErrorCode.ExecutionNotActive => (StatusCodes.Status409Conflict, "The execution has ended"),
        RecoveryErrorCode.InstanceNotQuarantined => (StatusCodes.Status409Conflict, "The instance is not quarantined"),
        RecoveryErrorCode.InstanceNotReleased => (StatusCodes.Status409Conflict, "The instance still cannot be run"),
        RecoveryErrorCode.PayloadTooLarge => (StatusCodes.Status413PayloadTooLarge, "The body is too large"),
        RecoveryErrorCode.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, "Only JSON is taken"),
        RecoveryErrorCode.HostNotAllowed => (StatusCodes.Status421MisdirectedRequest, "Not addressed to this host"),
        RecoveryErrorCode.IdempotencyKeyReused => (StatusCodes.Status422UnprocessableEntity, "The idempotency key is taken"),
        RecoveryErrorCode.InternalError => (StatusCodes.Status500InternalServerError, "The host failed"),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "This error code has no HTTP status."),
    };
}
