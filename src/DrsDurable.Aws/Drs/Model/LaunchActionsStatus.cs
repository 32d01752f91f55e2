namespace DrsDurable.Aws.Drs.Model;

public sealed class LaunchActionsStatus
{
    public string? SsmAgentDiscoveryDatetime { get; set; }

    public List<LaunchActionRun>? Runs { get; set; }
}

public sealed class LaunchActionRun
{
    public LaunchAction? Action { get; set; }

    public string? RunId { get; set; }

    public LaunchActionRunStatus? Status { get; set; }

    public string? FailureReason { get; set; }
}

public sealed class LaunchAction
{
    public string? ActionId { get; set; }

    public string? ActionCode { get; set; }

    public LaunchActionType? Type { get; set; }

    public string? Name { get; set; }

    public bool? Active { get; set; }

    public int? Order { get; set; }

    public string? ActionVersion { get; set; }

    public bool? Optional { get; set; }

    public Dictionary<string, LaunchActionParameter>? Parameters { get; set; }

    public string? Description { get; set; }

    public LaunchActionCategory? Category { get; set; }
}

public sealed class LaunchActionParameter
{
    public string? Value { get; set; }

    public LaunchActionParameterType? Type { get; set; }
}
