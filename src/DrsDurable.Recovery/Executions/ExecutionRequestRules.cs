using System.Security.Cryptography;
using System.Text;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Executions;

/// <summary>What a wish to run a plan may say.</summary>
public static class ExecutionRequestRules
{
    /// <summary>Characters of an Idempotency-Key: printable ASCII.</summary>
    public const int LongestIdempotencyKey = 255;

    /// <exception cref="RecoveryException">Whatever is wrong with the request, or RECOVERY_NOT_ENABLED.</exception>
    public static CheckedExecutionRequest Check(ExecutionRequest request, LaunchPolicy policy)
    {
        var errors = new FieldErrors();
        errors.AddRange(request.Unreadable);
        var planId = TextRules.Required(errors, "planId", request.PlanId, TextRules.LongestLabel);
        var type = TextRules.Choice<ExecutionType>(errors, "executionType", request.ExecutionType, RecoveryErrorCode.InvalidExecutionType)
            ?? ExecutionType.Drill;
        var initiatedBy = TextRules.Optional(errors, "initiatedBy", request.InitiatedBy, TextRules.LongestLabel);
        var cleanup = TextRules.Choice<CleanupPolicy>(errors, "cleanup", request.Cleanup) ?? CleanupPolicy.None;
        CheckCleanup(errors, type, cleanup);
        errors.ThrowIfAny();
        if (type == ExecutionType.Recovery && !policy.AllowRecovery)
        {
            throw new RecoveryException(
                RecoveryErrorCode.RecoveryNotEnabled,
                "This host starts drills only. A RECOVERY takes over production: to allow it, restart the host with --Recovery:AllowRecovery true.",
                "executionType");
        }

        return new CheckedExecutionRequest(planId, type, initiatedBy, cleanup);
    }

    /// <summary>A drill's own instances may be terminated; those of a recovery have become production.</summary>
    public static void CheckCleanup(FieldErrors errors, ExecutionType type, CleanupPolicy? cleanup)
    {
        if (type == ExecutionType.Recovery && cleanup == CleanupPolicy.AtEnd)
        {
            errors.Add("cleanup", RecoveryErrorCode.InvalidField, "Only drills are cleaned up: the instances of a RECOVERY carry production. Use NONE.");
        }
    }

    /// <exception cref="RecoveryException">INVALID_FIELD at <c>Idempotency-Key</c>.</exception>
    public static void CheckIdempotencyKey(string? key)
    {
        if (key is not null && (key.Length is 0 or > LongestIdempotencyKey || key.Any(character => character is < '!' or > '~')))
        {
            throw new RecoveryException(
                RecoveryErrorCode.InvalidField,
                $"The Idempotency-Key header has to be 1 to {LongestIdempotencyKey} printable ASCII characters without blanks.",
                "Idempotency-Key");
        }
    }
}

public sealed record CheckedExecutionRequest(string PlanId, ExecutionType ExecutionType, string? InitiatedBy, CleanupPolicy Cleanup)
{
    /// <summary>SHA-256 of what is asked for; defaults and spelled-out defaults are the same request.</summary>
    public string Hash() => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', PlanId, ExecutionType, InitiatedBy, Cleanup))));
}
