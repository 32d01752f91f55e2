using DrsDurable.Simulator.SourceServers;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.LaunchSettings;

/// <summary>GetLaunchConfiguration and UpdateLaunchConfiguration: members at top level, the template's id read only.</summary>
internal static class LaunchConfigurationOperations
{
    private static readonly string[] _dispositions = ["STOPPED", "STARTED"];
    private static readonly string[] _rightSizing = ["NONE", "BASIC", "IN_AWS"];
    private static readonly string[] _recoveryModes = ["FAST", "OPTIMAL"];

    public static OperationResult Get(OperationContext context)
    {
        var id = context.Fields.RequiredString("sourceServerID", RequestFields.SourceServerID);
        return context.Fields.Error is { } error ? error
            : context.ServerDenial(id!) is { } denied ? denied
            : context.Cell.Server(id!) is { } server ? Write(context, server)
            : ServiceError.NotFound("SourceServer", id!);
    }

    public static OperationResult Update(OperationContext context)
    {
        var fields = context.Fields;
        var id = fields.RequiredString("sourceServerID", RequestFields.SourceServerID);
        var name = fields.OptionalString("name", null, 128);
        var disposition = fields.OptionalEnum("launchDisposition", _dispositions);
        var rightSizing = fields.OptionalEnum("targetInstanceTypeRightSizingMethod", _rightSizing);
        var copyPrivateIp = fields.OptionalBoolean("copyPrivateIp");
        var copyTags = fields.OptionalBoolean("copyTags");
        var byol = fields.Structure("licensing").OptionalBoolean("osByol");
        var postLaunch = fields.OptionalBoolean("postLaunchEnabled");
        var into = fields.Structure("launchIntoInstanceProperties").OptionalString("launchIntoEC2InstanceID", RequestFields.EC2InstanceIDOrEmpty);
        var mode = fields.OptionalEnum("recoveryMode", _recoveryModes);
        if (fields.Error is { } invalid)
        {
            return invalid;
        }

        if (context.ServerDenial(id!) is { } denied)
        {
            return denied;
        }

        if (context.Cell.Server(id!) is not { } server)
        {
            return ServiceError.NotFound("SourceServer", id!);
        }

        var before = server.LaunchConfiguration;
        var after = before with
        {
            Name = name ?? before.Name,
            LaunchDisposition = disposition ?? before.LaunchDisposition,
            RightSizing = rightSizing ?? before.RightSizing,
            CopyPrivateIp = copyPrivateIp ?? before.CopyPrivateIp,
            CopyTags = copyTags ?? before.CopyTags,
            OsByol = byol ?? before.OsByol,
            PostLaunchEnabled = postLaunch ?? before.PostLaunchEnabled,
            LaunchIntoEC2InstanceID = into is null ? before.LaunchIntoEC2InstanceID : into.Length == 0 ? null : into,
            RecoveryMode = mode ?? before.RecoveryMode,
        };
        context.Change(new LaunchConfigurationChanged(context.Cell.Account.Id, context.Cell.Region, server.SourceServerID, after, context.Now, context.Caller.Arn));
        return Write(context, server);
    }

    private static OperationResult Write(OperationContext context, SourceServer server)
    {
        using var wire = context.Wire();
        var (json, settings) = (wire.Json, server.LaunchConfiguration);
        json.WriteStartObject();
        json.WriteBoolean("copyPrivateIp", settings.CopyPrivateIp);
        json.WriteBoolean("copyTags", settings.CopyTags);
        json.WriteString("ec2LaunchTemplateID", server.LaunchTemplate.Id);
        wire.Enum("launchDisposition", settings.LaunchDisposition);
        if (settings.LaunchIntoEC2InstanceID is { } into)
        {
            json.WriteStartObject("launchIntoInstanceProperties");
            json.WriteString("launchIntoEC2InstanceID", into);
            json.WriteEndObject();
        }

        json.WriteStartObject("licensing");
        json.WriteBoolean("osByol", settings.OsByol);
        json.WriteEndObject();
        json.WriteString("name", settings.Name);
        json.WriteBoolean("postLaunchEnabled", settings.PostLaunchEnabled);
        wire.Enum("recoveryMode", settings.RecoveryMode);
        json.WriteString("sourceServerID", server.SourceServerID);
        wire.Enum("targetInstanceTypeRightSizingMethod", settings.RightSizing);
        json.WriteEndObject();
        return new OperationResult(200, wire.ToBody());
    }
}
