using DrsDurable.Simulator.RecoveryInstances;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.Ec2.Instances;

/// <summary>What an instance is launched with: launch configuration and the default version of the launch template, as they are at LAUNCH_START.</summary>
internal sealed record MachineSettings(
    string InstanceType,
    string? SubnetId,
    string? VpcId,
    string? Zone,
    IReadOnlyList<string> SecurityGroupIds,
    string? PrivateIpAddress,
    string? PublicIpAddress,
    string? InstanceProfileArn,
    bool RestsStopped,
    IReadOnlyDictionary<string, string> Tags);

/// <summary>An EC2 instance: what a recovery launched, or the machine that a source server of the fleet runs on.</summary>
/// <param name="recovery">Null for the machine of a source server.</param>
internal sealed class Machine(string id, long position, string name, DateTimeOffset? launchedAt, TimeSpan age, MachineSettings settings, RecoveryInstance? recovery)
{
    /// <summary>How long EC2 shows an instance after it has ended.</summary>
    private static readonly TimeSpan _shownAfterEnd = TimeSpan.FromHours(1);

    public string InstanceId => id;

    public long Position => position;

    public string HostName => name;

    public MachineSettings Settings => settings;

    public string? SubnetId => settings.SubnetId;

    public TagSet Tags { get; } = new(settings.Tags);

    /// <summary>Name of the EC2 state.</summary>
    public string State => recovery?.State switch
    {
        null or "RUNNING" => "running",
        "PENDING" => "pending",
        "STOPPED" => "stopped",
        "SHUTTING-DOWN" => "shutting-down",
        _ => "terminated",
    };

    public int StateCode => State switch
    {
        "pending" => 0,
        "running" => 16,
        "shutting-down" => 32,
        "terminated" => 48,
        _ => 80,
    };

    public bool IsAlive => State is not ("terminated" or "shutting-down");

    /// <summary>When it began to run; the checks of its status pass some minutes later.</summary>
    public DateTimeOffset? RunningSince { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public bool IsShown(DateTimeOffset now) => EndedAt is not { } ended || now < ended + _shownAfterEnd;

    public DateTimeOffset LaunchedAt(DateTimeOffset epoch) => launchedAt ?? epoch - age;

    /// <summary>ok, initializing, or not-applicable when it does not run.</summary>
    public string Status(DateTimeOffset now, TimeSpan untilChecked) =>
        State != "running" ? "not-applicable"
        : recovery is null || (RunningSince is { } since && now >= since + untilChecked) ? "ok"
        : "initializing";
}
