namespace DrsDurable.Simulator.Wire;

/// <summary>One field that failed validation, as ValidationException lists it.</summary>
internal sealed record FieldError(string Name, string Message);

/// <summary>An error of the DRS API: its code, HTTP status and the members of its body.</summary>
internal sealed record DrsError(int Status, string Code, string Message)
{
    public string? ResourceId { get; init; }

    public string? ResourceType { get; init; }

    public string? QuotaCode { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<FieldError>? Fields { get; init; }

    /// <summary>Value of the Retry-After header.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static DrsError MissingAuthentication() =>
        new(403, "MissingAuthenticationTokenException", "Missing Authentication Token");

    public static DrsError IncompleteSignature(string problem) => new(400, "IncompleteSignatureException", problem);

    public static DrsError UnrecognizedClient() =>
        new(403, "UnrecognizedClientException", "The security token included in the request is invalid.");

    public static DrsError InvalidSignature(string problem) => new(403, "InvalidSignatureException", problem);

    public static DrsError AccessDenied(string account, string accessKeyId, string action) =>
        new(403, "AccessDeniedException", $"User: arn:aws:iam::{account}:user/{accessKeyId} is not authorized to perform: {action}");

    public static DrsError UninitializedAccount() => new(400, "UninitializedAccountException", "Account not initialized");

    public static DrsError Throttled(string code, int? retryAfterSeconds) =>
        new(429, code, "Rate exceeded") { RetryAfterSeconds = retryAfterSeconds };

    public static DrsError CannotParse(string problem) => new(400, "ValidationException", problem) { Reason = "cannotParse" };

    public static DrsError InvalidFields(IReadOnlyList<FieldError> fields) =>
        new(400, "ValidationException", "The input fails to satisfy the constraints: " + string.Join("; ", fields.Select(field => $"{field.Name} {field.Message}")))
        {
            Reason = "fieldValidationFailed",
            Fields = fields,
        };

    public static DrsError NotSimulated(string operation) =>
        new(400, "ValidationException", $"The simulator does not serve {operation}; it serves {string.Join(", ", DrsOperations.Served)}.") { Reason = "unknownOperation" };

    public static DrsError UnknownOperation(string method, string path) =>
        new(404, "UnknownOperationException", $"{method} {path} is no operation of this API.");

    public static DrsError NotFound(string resourceType, string resourceId) =>
        new(404, "ResourceNotFoundException", $"{resourceType} {resourceId} does not exist.") { ResourceId = resourceId, ResourceType = resourceType };

    /// <summary>The service's own words when a job holds one of the servers.</summary>
    public static DrsError ServerBusy(string? sourceServerID) =>
        new(409, "ConflictException", "One or more of the Source Servers included in API call are currently being processed by a Job")
        {
            ResourceId = sourceServerID,
            ResourceType = sourceServerID is null ? null : "SourceServer",
        };

    public static DrsError Conflict(string message, string resourceType, string resourceId) =>
        new(409, "ConflictException", message) { ResourceId = resourceId, ResourceType = resourceType };

    public static DrsError QuotaExceeded(string message, string account, string quotaCode) =>
        new(402, "ServiceQuotaExceededException", message) { ResourceId = account, ResourceType = "Job", QuotaCode = quotaCode };

    public static DrsError TooLarge(int limit) =>
        new(413, "RequestEntityTooLargeException", $"The request body is larger than {limit} bytes.");
}
