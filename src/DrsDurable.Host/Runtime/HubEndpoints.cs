using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Inspection;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Host.Configuration;
using DrsDurable.Host.Problems;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;
using Microsoft.AspNetCore.Mvc;

namespace DrsDurable.Host.Runtime;

/// <summary>The task hub at one moment.</summary>
/// <param name="Store">sqlite or dynamodb.</param>
/// <param name="ParkedInstances">Active instances that wait outside of memory.</param>
/// <param name="Idle">Nothing runs and nothing is ready to.</param>
/// <param name="NextDue">Domain time of the earliest durable timer or delayed start.</param>
public sealed record HubReply(
    string Name,
    string Store,
    int ShardsOwned,
    LeaseReply? Lease,
    int ActiveInstances,
    int ParkedInstances,
    BacklogReply Backlog,
    int ActivitiesRunning,
    bool Idle,
    DateTimeOffset? NextDue,
    int Quarantined,
    int DeadLetters,
    IReadOnlyList<UnservedReply> Unserved);

/// <summary>Work that waits because no worker serves it.</summary>
/// <param name="Kind">orchestrator or activity.</param>
/// <param name="Version">Absent when unversioned.</param>
/// <param name="Waiting">How many work items.</param>
/// <param name="InstanceId">One of the instances they are for.</param>
public sealed record UnservedReply(string Kind, string Name, string? Version, int Waiting, string InstanceId);

public sealed record LeaseReply(int Shard, string OwnerId, long Epoch);

/// <param name="Arrivals">Messages and results that wait for their instances' turns.</param>
/// <param name="Turns">That wait for a worker.</param>
/// <param name="Activities">That wait for a worker.</param>
public sealed record BacklogReply(int Arrivals, int Turns, int Activities);

/// <param name="State">quarantined: until it is released; held: tried again by itself.</param>
/// <param name="Since">Machine time; absent when it is not known.</param>
public sealed record QuarantineReply(string InstanceId, string State, string Reason, DateTimeOffset? Since, string StatusQueryGetUri);

/// <param name="DeadLetterId">For its routes; opaque.</param>
/// <param name="SentAt">Domain time at its source.</param>
/// <param name="Since">Machine time at which it was set aside; absent when it is not known.</param>
/// <param name="Payload">Base64 of its stored form, if asked for.</param>
public sealed record DeadLetterReply(
    string DeadLetterId,
    string TargetInstanceId,
    string MessageId,
    string Reason,
    DateTimeOffset SentAt,
    DateTimeOffset? Since,
    long? AgeSeconds,
    int SizeBytes,
    string? Payload);

/// <param name="State">released.</param>
public sealed record ReleasedReply(string InstanceId, string State, string StatusQueryGetUri);

/// <summary>What an operator looks at, and what can be done about what was set aside.</summary>
public static class HubEndpoints
{
    public static IEndpointRouteBuilder MapHub(this IEndpointRouteBuilder routes)
    {
        var hub = routes.MapGroup("/runtime").WithTags("Task hub").AddEndpointFilter(Preview.RefuseAsync);
        hub.MapGet("hub", GetAsync).WithName("GetHub").WithSummary("What the task hub has to do, and what it set aside").Produces<HubReply>();
        hub.MapGet("quarantine", ListStandingAsync)
            .WithName("ListQuarantine").WithSummary("Instances that stand still although they have not ended").Produces<ListReply<QuarantineReply>>().WithProblems(400);
        hub.MapPost("quarantine/{instanceId}/release", ReleaseAsync)
            .WithName("ReleaseInstance").WithSummary("Lets a quarantined instance run again").Produces<ReleasedReply>().WithProblems(404, 409);
        hub.MapGet("dead-letters", ListDeadLettersAsync)
            .WithName("ListDeadLetters").WithSummary("Messages that could not be read; showPayload=true adds what is stored").Produces<ListReply<DeadLetterReply>>().WithProblems(400);
        hub.MapPost("dead-letters/{deadLetterId}/redeliver", (string deadLetterId, [FromServices] ITaskHubInspector inspector, CancellationToken cancellationToken) =>
                SettleAsync(deadLetterId, DeadLetterSettlement.PutBack, inspector, cancellationToken))
            .WithName("RedeliverDeadLetter").WithSummary("Puts a dead letter back into the inbox").Produces(StatusCodes.Status204NoContent).WithProblems(404);
        hub.MapDelete("dead-letters/{deadLetterId}", (string deadLetterId, [FromServices] ITaskHubInspector inspector, CancellationToken cancellationToken) =>
                SettleAsync(deadLetterId, DeadLetterSettlement.Discard, inspector, cancellationToken))
            .WithName("DiscardDeadLetter").WithSummary("Removes a dead letter for good").Produces(StatusCodes.Status204NoContent).WithProblems(404);
        return routes;
    }

    private static async Task<IResult> GetAsync(HttpContext context, [FromServices] ITaskHubInspector inspector, CancellationToken cancellationToken)
    {
        var hub = await inspector.LookAsync(cancellationToken);
        return TypedResults.Ok(new HubReply(
            hub.Name,
            context.RequestServices.GetService<HostSettings>()?.Table is null ? "sqlite" : "dynamodb",
            hub.Lease is null ? 0 : 1,
            hub.Lease is { } lease ? new LeaseReply(lease.Shard, lease.OwnerId, lease.Epoch) : null,
            hub.ActiveInstances,
            hub.ParkedInstances,
            new BacklogReply(hub.ArrivalsWaiting, hub.TurnsWaiting, hub.ActivitiesWaiting),
            hub.ActivitiesRunning,
            hub.IsIdle,
            hub.NextDue,
            hub.Quarantined,
            hub.DeadLetters,
            [.. hub.Unserved.Select(task => new UnservedReply(task.IsActivity ? "activity" : "orchestrator", task.Name, task.Version, task.Waiting, task.InstanceId))]));
    }

    private static async Task<IResult> ListStandingAsync(HttpContext context, [FromServices] ITaskHubInspector inspector, CancellationToken cancellationToken)
    {
        var page = PageQuery.Of(context.Request);
        var after = page.NextToken is null ? null : InstanceFilter.Decode(page.NextToken) ?? throw UnknownToken();
        var standing = await inspector.ListStandingAsync(cancellationToken);
        StandingInstance[] items = [.. standing.Where(instance => string.CompareOrdinal(instance.InstanceId, after) > 0).Take(page.Limit + 1)];
        return TypedResults.Ok(new ListReply<QuarantineReply>(
            [.. items.Take(page.Limit).Select(instance => new QuarantineReply(
                instance.InstanceId,
                instance.State == StandingState.Held ? "held" : "quarantined",
                instance.Reason,
                instance.Since,
                StatusUri(instance.InstanceId)))],
            items.Length > page.Limit ? InstanceFilter.Encode(items[page.Limit - 1].InstanceId) : null));
    }

    private static async Task<IResult> ReleaseAsync(string instanceId, [FromServices] ITaskHubInspector inspector, CancellationToken cancellationToken)
    {
        instanceId = InstanceIdInPath.Read(instanceId);
        var released = await inspector.ReleaseAsync(instanceId, cancellationToken);
        return released.Outcome switch
        {
            ReleaseOutcome.Released => TypedResults.Ok(new ReleasedReply(instanceId, "released", StatusUri(instanceId))),
            ReleaseOutcome.NotFound => throw RuntimeEndpoints.NotFound(instanceId),
            ReleaseOutcome.QuarantinedAgain => throw new RecoveryException(
                RecoveryErrorCode.InstanceNotReleased,
                $"'{TextRules.Shown(instanceId)}' was released and quarantined again: {released.Reason} Remove the cause first.",
                "instanceId"),
            _ => throw new RecoveryException(
                RecoveryErrorCode.InstanceNotQuarantined,
                released.Reason is { } held
                    ? $"'{TextRules.Shown(instanceId)}' is not quarantined but held, and is tried again by itself: {held}"
                    : $"'{TextRules.Shown(instanceId)}' is not quarantined: GET /runtime/quarantine lists what is.",
                "instanceId"),
        };
    }

    private static async Task<IResult> ListDeadLettersAsync(
        HttpContext context, [FromServices] ITaskHubInspector inspector, [FromServices] TaskHubClocks clocks, CancellationToken cancellationToken)
    {
        var query = PageQuery.Of(context.Request);
        var withPayload = InstanceFilter.Flag(context.Request, "showPayload");
        var after = query.NextToken is null ? null : InstanceFilter.Decode(query.NextToken) ?? throw UnknownToken();
        var now = clocks.Machine.GetUtcNow();
        try
        {
            var page = await inspector.ListDeadLettersAsync(query.Limit, after, cancellationToken);
            return TypedResults.Ok(new ListReply<DeadLetterReply>(
                [.. page.Items.Select(letter => View(letter, now, withPayload))], page.Continuation is null ? null : InstanceFilter.Encode(page.Continuation)));
        }
        catch (ArgumentException)
        {
            throw UnknownToken();
        }
    }

    private static DeadLetterReply View(DeadLetter letter, DateTimeOffset now, bool withPayload) => new(
        IdOf(letter.Message.Key),
        letter.Message.TargetInstanceId,
        letter.Message.Id,
        letter.Reason,
        new DateTimeOffset(letter.Message.Stamp, TimeSpan.Zero),
        letter.Since,
        letter.Since is { } since ? (long)Math.Max(0, (now.UtcDateTime - since).TotalSeconds) : null,
        letter.Message.Content.Length,
        withPayload ? Convert.ToBase64String(letter.Message.Content.Span) : null);

    private static async Task<IResult> SettleAsync(
        string deadLetterId, DeadLetterSettlement settlement, ITaskHubInspector inspector, CancellationToken cancellationToken) =>
        KeyOf(deadLetterId) is { } key && await inspector.SettleDeadLetterAsync(key, settlement, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RecoveryException(
                RecoveryErrorCode.DeadLetterNotFound,
                $"There is no dead letter '{TextRules.Shown(deadLetterId)}': GET /runtime/dead-letters lists them with their ids.",
                "deadLetterId");

    private static string IdOf(MessageKey key) => InstanceFilter.Encode(
        string.Create(CultureInfo.InvariantCulture, $"{key.Stamp}/{key.Index}/{key.TargetInstanceId.Length}/{key.TargetInstanceId}{key.Id}"));

    private static MessageKey? KeyOf(string deadLetterId)
    {
        var parts = InstanceFilter.Decode(deadLetterId)?.Split('/', 4) ?? [];
        return parts.Length == 4
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stamp)
            && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= parts[3].Length
            ? new MessageKey(parts[3][..length], stamp, index, parts[3][length..])
            : null;
    }

    private static string StatusUri(string instanceId) => $"{RuntimeEndpoints.Route}/{Uri.EscapeDataString(instanceId)}";

    private static RecoveryException UnknownToken() =>
        new(RecoveryErrorCode.InvalidField, "nextToken is not one this host gave: begin again without it.", "nextToken");
}
