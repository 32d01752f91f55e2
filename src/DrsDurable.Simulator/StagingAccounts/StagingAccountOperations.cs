using System.Text.RegularExpressions;
using DrsDurable.Simulator.SourceServers;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.StagingAccounts;

/// <summary>ListStagingAccounts, ListExtensibleSourceServers and CreateExtendedSourceServer. The fleet file says which accounts are staging accounts of which.</summary>
internal static partial class StagingAccountOperations
{
    public static OperationResult ListAccounts(OperationContext context)
    {
        var page = Page.Read(context, "", maximum: 50);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        var accounts = context.Cell.StagingAccounts.Index().Where(account => page.After is not { } after || account.Index > after);
        return page.Write(context, "", accounts, account => account.Index, (wire, account) =>
        {
            wire.Json.WriteStartObject();
            wire.Json.WriteString("accountID", account.Item);
            wire.Json.WriteEndObject();
        }, "accounts");
    }

    public static OperationResult ListExtensible(OperationContext context)
    {
        var account = context.Fields.RequiredString("stagingAccountID", AccountID(), 12);
        var page = Page.Read(context, account ?? "", maximum: 300);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        if (!context.Cell.StagingAccounts.Contains(account!))
        {
            return NotAStagingAccount(context, account!);
        }

        var staging = context.World.Cell(account!, context.Cell.Region)!;
        var servers = staging.Servers
            .Where(server => page.After is not { } after || server.Position > after)
            .Where(server => server.Staging is null && !context.Cell.IsExtended(staging, server));
        return page.Write(context, account!, servers, server => server.Position, (wire, server) =>
        {
            wire.Json.WriteStartObject();
            wire.Json.WriteString("arn", staging.Arn($"source-server/{server.SourceServerID}"));
            wire.Json.WriteString("hostname", server.Definition.Hostname);
            wire.Tags("tags", server.Tags);
            wire.Json.WriteEndObject();
        });
    }

    public static OperationResult CreateExtended(OperationContext context)
    {
        var arn = context.Fields.RequiredString("sourceServerArn", SourceServerArn(), 2048);
        var tags = context.Fields.Tags("tags");
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        if (context.ServerDenial("*", tags) is { } denied)
        {
            return denied;
        }

        var parts = arn!.Split(':');
        var (region, account, id) = (parts[3], parts[4], parts[5]["source-server/".Length..]);
        if (!context.Cell.StagingAccounts.Contains(account))
        {
            return NotAStagingAccount(context, account);
        }

        if (region != context.Cell.Region || context.World.Cell(account, region) is not { } staging || staging.Server(id) is not { Staging: null } server)
        {
            return ServiceError.NotFound("SourceServer", arn);
        }

        if (context.Cell.IsExtended(staging, server))
        {
            return ServiceError.InvalidFields([new FieldError("sourceServerArn", $"names a source server that is extended into this account already: {arn}")]);
        }

        context.Change(new ServerExtended(context.Cell.Account.Id, region, account, id, tags));
        using var wire = context.Wire();
        wire.Json.WriteStartObject();
        wire.Json.WritePropertyName("sourceServer");
        SourceServerWire.Write(wire, context.Cell, context.Cell.Servers[^1], context.World.Epoch, context.Now);
        wire.Json.WriteEndObject();
        return new OperationResult(201, wire.ToBody());
    }

    private static ServiceError NotAStagingAccount(OperationContext context, string account) => new(
        403, "AccessDeniedException", $"Account {account} has not given account {context.Cell.Account.Id} access to its source servers in {context.Cell.Region}.");

    [GeneratedRegex(@"\A[0-9]{12}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountID();

    [GeneratedRegex(@"\Aarn:(?:[0-9a-zA-Z_-]+:){3}([0-9]{12,}):source-server/(s-[0-9a-zA-Z]{17})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceServerArn();
}
