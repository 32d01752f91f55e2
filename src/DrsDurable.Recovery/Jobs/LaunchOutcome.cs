using System.Text.Json.Serialization;

namespace DrsDurable.Recovery.Jobs;

[JsonConverter(typeof(UpperSnakeCaseEnum<LaunchVerdict>))]
public enum LaunchVerdict
{
    /// <summary>DRS answered with a job.</summary>
    Accepted,

    /// <summary>The answer was lost; the job was found and is this intent's.</summary>
    Adopted,

    /// <summary>A job of somebody else holds a server: nothing was launched.</summary>
    Conflict,

    /// <summary>HTTP 402: nothing was launched.</summary>
    Quota,

    /// <summary>Nothing was launched, and asking again at once would be refused again.</summary>
    Throttled,

    /// <summary>Nothing was sent: DRS could not be read or reached.</summary>
    NotSent,

    /// <summary>DRS will not launch these servers: access denied, invalid, unknown.</summary>
    Refused,

    /// <summary>Something may have been sent, and no job of it is to be seen yet.</summary>
    Unknown,

    /// <summary>A look for the job of an unknown outcome was made, and there is none.</summary>
    NotFound,
}

/// <summary>What came of one attempt, or of one look for an attempt's job.</summary>
/// <param name="JobId">Accepted and Adopted: the job. Conflict: the job that holds a server, if it was found.</param>
/// <param name="Detail">For the operator: who holds the server, which quota, what failed.</param>
/// <param name="Code">DRS's error code, with Refused.</param>
public sealed record LaunchOutcome(
    LaunchVerdict Verdict,
    string? JobId = null,
    string? Detail = null,
    string? Code = null,
    int? RetryAfterSeconds = null);
