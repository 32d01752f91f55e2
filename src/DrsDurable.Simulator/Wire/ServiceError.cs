namespace DrsDurable.Simulator.Wire;

/// <summary>One field that failed validation, as ValidationException lists it.</summary>
internal sealed record FieldError(string Name, string Message);

/// <summary>An error of a service: its code, HTTP status and the members of its body. Errors that all services know have DRS's codes here.</summary>
internal sealed record ServiceError(int Status, string Code, string Message)
{
    public string? ResourceId { get; init; }

    public string? ResourceType { get; init; }

    public string? QuotaCode { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<FieldError>? Fields { get; init; }

    /// <summary>Value of the Retry-After header.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static ServiceError MissingAuthentication() =>
        new(403, "MissingAuthenticationTokenException", "Missing Authentication Token");

    public static ServiceError IncompleteSignature(string problem) => new(400, "IncompleteSignatureException", problem);

    public static ServiceError UnrecognizedClient() =>
        new(403, "UnrecognizedClientException", "The security token included in the request is invalid.");

    public static ServiceError InvalidSignature(string problem) => new(403, "InvalidSignatureException", problem);

    public static ServiceError ExpiredToken() => new(403, "ExpiredTokenException", "The security token included in the request is expired");

    /// <param name="caller">ARN of the principal.</param>
    public static ServiceError AccessDenied(string caller, string action, string resource) =>
        new(403, "AccessDeniedException", $"User: {caller} is not authorized to perform: {action} on resource: {resource}");

    /// <summary>A parameter of a query protocol that breaks a constraint of the service model.</summary>
    public static ServiceError Constraint(string? value, string parameter, string constraint) => new(
        400,
        "ConstraintViolated",
        $"1 validation error detected: Value {(value is null ? "null" : $"'{value}'")} at '{char.ToLowerInvariant(parameter[0])}{parameter[1..]}' failed to satisfy constraint: {constraint}");

    public static ServiceError UninitializedAccount() => new(400, "UninitializedAccountException", "Account not initialized");

    public static ServiceError Throttled(string code, int? retryAfterSeconds) =>
        new(429, code, "Rate exceeded") { RetryAfterSeconds = retryAfterSeconds };

    public static ServiceError CannotParse(string problem) => new(400, "ValidationException", problem) { Reason = "cannotParse" };

    public static ServiceError InvalidFields(IReadOnlyList<FieldError> fields) =>
        new(400, "ValidationException", "The input fails to satisfy the constraints: " + string.Join("; ", fields.Select(field => $"{field.Name} {field.Message}")))
        {
            Reason = "fieldValidationFailed",
            Fields = fields,
        };

    public static ServiceError NotSimulated(string operation) =>
        new(400, "ValidationException", $"The simulator does not serve {operation}; it serves {string.Join(", ", DrsOperations.Served)}.") { Reason = "unknownOperation" };

    public static ServiceError UnknownOperation(string method, string path) =>
        new(404, "UnknownOperationException", $"{method} {path} is no operation of this API.");

    public static ServiceError NotFound(string resourceType, string resourceId) =>
        new(404, "ResourceNotFoundException", $"{resourceType} {resourceId} does not exist.") { ResourceId = resourceId, ResourceType = resourceType };

    /// <summary>The service's own words when a job holds one of the servers.</summary>
    public static ServiceError ServerBusy(string? sourceServerID) =>
        new(409, "ConflictException", "One or more of the Source Servers included in API call are currently being processed by a Job")
        {
            ResourceId = sourceServerID,
            ResourceType = sourceServerID is null ? null : "SourceServer",
        };

    public static ServiceError Conflict(string message, string resourceType, string resourceId) =>
        new(409, "ConflictException", message) { ResourceId = resourceId, ResourceType = resourceType };

    public static ServiceError QuotaExceeded(string message, string account, string quotaCode) =>
        new(402, "ServiceQuotaExceededException", message) { ResourceId = account, ResourceType = "Job", QuotaCode = quotaCode };

    public static ServiceError TooLarge(int limit) =>
        new(413, "RequestEntityTooLargeException", $"The request body is larger than {limit} bytes.");
}
