using System.Net.Http.Headers;
using DrsDurable.DurableTask.Client;
using DrsDurable.Host.Tests.Api;
using DrsDurable.Host.Tests.Runtime;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Plans;

namespace DrsDurable.Host.Tests.Errors;

/// <summary>At least one refused request for every error code.</summary>
public static class ErrorCases
{
    private const string Groups = "/protection-groups";
    private const string Plans = "/recovery-plans";
    private const string Executions = "/executions";
    private const string Schedules = "/schedules";

    public static readonly IReadOnlyList<ErrorCase> All =
    [
        Post(RecoveryErrorCode.InvalidJson, 400, null, "a body that stops in the middle", Groups, """{"groupName":"""),
        Post(RecoveryErrorCode.InvalidJson, 400, null, "a list instead of an object", Groups, "[]"),
        Post(RecoveryErrorCode.InvalidJson, 400, null, "an empty body", Groups, ""),
        Post(RecoveryErrorCode.MissingField, 400, "groupName", "a group without a name", Groups, Group().Replace("\"groupName\":\"new\",", "", StringComparison.Ordinal)),
        Post(RecoveryErrorCode.MissingField, 400, "planId", "an execution without a plan", Executions, "{}"),
        Post(RecoveryErrorCode.MissingField, 400, "waves", "a plan without the field waves", Plans, """{"planName":"new"}"""),
        Post(RecoveryErrorCode.MissingField, 400, "cron", "a schedule without cron", Schedules, """{"scheduleName":"new","planId":"p"}"""),
        Post(RecoveryErrorCode.InvalidField, 400, "groupName", "a name of blanks", Groups, Group(name: "   ")),
        Post(RecoveryErrorCode.InvalidField, 400, "groupName", "a name of 65 characters", Groups, Group(name: new string('x', 65))),
        Post(RecoveryErrorCode.InvalidField, 400, "groupName", "a control character", Groups, Group(name: """a\u0007b""")),
        Post(RecoveryErrorCode.InvalidField, 400, "groupName", "half a character", Groups, Group(name: """a\ud800b""")),
        Post(RecoveryErrorCode.InvalidField, 400, "accountId", "an account of 11 digits", Groups, Group(account: "11112222333")),
        Post(RecoveryErrorCode.InvalidField, 400, "region", "no Region", Groups, Group(region: "Frankfurt")),
        Post(RecoveryErrorCode.InvalidField, 400, "sourceServerIds", "an empty group", Groups, Group(servers: "")),
        Post(RecoveryErrorCode.InvalidField, 400, "groupname", "a field that comes twice", Groups, Group().Replace("{", """{"GroupName":"x",""", StringComparison.Ordinal), "groupName"),
        Post(RecoveryErrorCode.InvalidField, 400, "sourceServers", "an unknown field", Groups, Group().Replace("{", """{"sourceServers":[],""", StringComparison.Ordinal)),
        Post(RecoveryErrorCode.InvalidField, 400, "validateOnly", "a preview where there is none", Groups + "?validateOnly=true", Group()),
        Get(RecoveryErrorCode.InvalidField, 400, "limit", "a limit of 101", Groups + "?limit=101"),
        Get(RecoveryErrorCode.InvalidField, 400, "limit", "a limit of 0", Executions + "?limit=0"),
        Get(RecoveryErrorCode.InvalidField, 400, "nextToken", "a token nobody gave", Plans + "?nextToken=abc"),
        Get(RecoveryErrorCode.InvalidField, 400, "status", "an unknown status", Executions + "?status=DONE"),
        Wave(RecoveryErrorCode.InvalidField, "waves[0].onFailure", "an unknown policy", """ "onFailure":"PANIC" """),
        Wave(RecoveryErrorCode.InvalidField, "waves[0].deadlineMinutes", "a deadline of 0", """ "deadlineMinutes":0"""),
        Wave(RecoveryErrorCode.InvalidField, "waves[0].deadlineMinutes", "a deadline beyond a week", """ "deadlineMinutes":10081"""),
        Wave(RecoveryErrorCode.InvalidField, "waves[0].sourceServerIds[0]", "a server that is in no group", $"\"sourceServerIds\":[\"{ApiHost.Server(9)}\"]"),
        Wave(RecoveryErrorCode.InvalidField, "waves[0].sourceServerIds", "a wave without servers", "\"sourceServerIds\":[]"),
        Wave(RecoveryErrorCode.InvalidField, "waves[0].optionalServerIds[0]", "an optional server of elsewhere", $"\"optionalServerIds\":[\"{ApiHost.Server(9)}\"]"),
        Execute(RecoveryErrorCode.InvalidField, 400, "cleanup", "an unknown clean-up", """{"cleanup":"LATER"}"""),
        Execute(RecoveryErrorCode.InvalidField, 400, "cleanup", "a clean-up of a recovery", """{"executionType":"RECOVERY","cleanup":"AT_END"}"""),
        Execute(RecoveryErrorCode.InvalidField, 400, "Idempotency-Key", "a key with a blank", "{}", ("Idempotency-Key", "a b")),
        Post(RecoveryErrorCode.InvalidServerId, 400, "sourceServerIds[1]", "a server id that is too short", Groups, Group(servers: $"\"{ApiHost.Server(1)}\",\"s-12\"")),
        Wave(RecoveryErrorCode.InvalidServerId, "waves[0].optionalServerIds[0]", "an instance id", """ "optionalServerIds":["i-00000000000000001"]"""),
        Execute(RecoveryErrorCode.InvalidExecutionType, 400, "executionType", "an unknown type", """{"executionType":"TEST"}"""),
        Post(RecoveryErrorCode.PlanHasNoWaves, 400, "waves", "a plan with an empty list of waves", Plans, """{"planName":"new","waves":[]}"""),
        new(RecoveryErrorCode.PlanHasNoWaves, 400, "waves", "an execution of a stored plan without waves", async host =>
        {
            var now = host.Clock.GetUtcNow();
            await host.Store.CreatePlanAsync(new RecoveryPlan("empty", "empty", null, [], 1, now, now), CancellationToken.None);
            return () => host.PostAsync(Plans + "/empty/execute", "{}");
        }),
        Waves(RecoveryErrorCode.CircularDependency, "waves[0].dependsOn[0]", "three waves in a circle", ("A", "[\"C\"]"), ("B", "[\"A\"]"), ("C", "[\"B\"]")),
        Waves(RecoveryErrorCode.CircularDependency, "waves[0].dependsOn[0]", "a circle through the wave before", ("A", "[\"B\"]"), ("B", "null")),
        Waves(RecoveryErrorCode.CircularDependency, "waves[1].dependsOn[0]", "a wave that depends on itself", ("A", "[]"), ("B", "[\"B\"]")),
        Waves(RecoveryErrorCode.UnknownDependency, "waves[1].dependsOn[1]", "a wave nobody has", ("A", "[]"), ("B", "[\"A\",\"Z\"]")),
        Post(RecoveryErrorCode.DuplicateServer, 400, "sourceServerIds[1]", "a server twice in a group", Groups, Group(servers: $"\"{ApiHost.Server(1)}\",\"{ApiHost.Server(1)}\"")),
        new(RecoveryErrorCode.DuplicateServer, 400, "waves[1].protectionGroupIds[0]", "a group in two waves", async host =>
        {
            var group = await host.GroupAsync("one", 1);
            var wave = $$"""{"waveName":"NAME","protectionGroupIds":["{{group}}"]}""";
            return () => host.PostAsync(
                Plans,
                $$"""{"planName":"new","waves":[{{wave.Replace("NAME", "A", StringComparison.Ordinal)}},{{wave.Replace("NAME", "B", StringComparison.Ordinal)}}]}""");
        }),
        Schedule(RecoveryErrorCode.InvalidCron, "cron", "four fields", """ "cron":"0 3 * *" """),
        Schedule(RecoveryErrorCode.InvalidCron, "cron", "the 30th of February", """ "cron":"0 0 30 2 *" """),
        Schedule(RecoveryErrorCode.InvalidTimeZone, "timeZone", "a time zone nobody lives in", """ "cron":"0 3 * * *","timeZone":"Europe/Atlantis" """),
        Schedule(RecoveryErrorCode.InvalidTimeZone, "timeZone", "a way out of the database", """ "cron":"0 3 * * *","timeZone":"../../etc/passwd" """),
        Execute(RecoveryErrorCode.RecoveryNotEnabled, 403, "executionType", "a recovery", """{"executionType":"RECOVERY"}"""),
        Get(RecoveryErrorCode.PgNotFound, 404, "groupId", "a group that is not there", Groups + "/none"),
        Post(
            RecoveryErrorCode.PgNotFound,
            404,
            "waves[0].protectionGroupIds[0]",
            "a plan of a group that is not there",
            Plans,
            """{"planName":"new","waves":[{"waveName":"A","protectionGroupIds":["none"]}]}"""),
        Get(RecoveryErrorCode.RecoveryPlanNotFound, 404, "planId", "a plan that is not there", Plans + "/none"),
        Post(RecoveryErrorCode.RecoveryPlanNotFound, 404, "planId", "an execution of it by its path", Plans + "/none/execute", "{}"),
        Post(RecoveryErrorCode.RecoveryPlanNotFound, 404, "planId", "an execution of it by its id", Executions, """{"planId":"none"}"""),
        Post(RecoveryErrorCode.RecoveryPlanNotFound, 404, "planId", "a schedule of it", Schedules, """{"scheduleName":"new","planId":"none","cron":"0 3 * * *"}"""),
        Get(RecoveryErrorCode.ExecutionNotFound, 404, "executionId", "an execution that is not there", Executions + "/none"),
        Post(RecoveryErrorCode.ExecutionNotFound, 404, "executionId", "a cancellation of it", Executions + "/none/cancel", """{"reason":"x"}"""),
        Get(RecoveryErrorCode.ScheduleNotFound, 404, "scheduleId", "a schedule that is not there", Schedules + "/none"),
        Post(RecoveryErrorCode.ScheduleNotFound, 404, "scheduleId", "a pause of it", Schedules + "/none/pause", null),
        Get(RecoveryErrorCode.InvalidField, 400, "top", "a top of 0", "/runtime/webhooks/durabletask/instances?top=0"),
        Get(RecoveryErrorCode.InvalidField, 400, "runtimeStatus", "an unknown runtime status", "/runtime/webhooks/durabletask/instances?runtimeStatus=Running,Done"),
        Get(RecoveryErrorCode.InvalidField, 400, "runtimeStatus", "a runtime status by number", "/runtime/webhooks/durabletask/instances?runtimeStatus=1"),
        Get(RecoveryErrorCode.InvalidField, 400, "createdTimeFrom", "no time", "/runtime/webhooks/durabletask/instances?createdTimeFrom=yesterday"),
        Get(RecoveryErrorCode.InvalidField, 400, "status", "an unknown filter", "/runtime/webhooks/durabletask/instances?status=Running"),
        Get(RecoveryErrorCode.InvalidField, 400, "showHistory", "neither true nor false", "/runtime/webhooks/durabletask/instances/none?showHistory=maybe"),
        Get(RecoveryErrorCode.InvalidField, 400, "nextToken", "a token of dead letters nobody gave", "/runtime/dead-letters?nextToken=abc"),
        Get(RecoveryErrorCode.InvalidField, 400, "nextToken", "a token of the quarantine that is no token", "/runtime/quarantine?nextToken=%C3%A4"),
        Get(RecoveryErrorCode.InvalidField, 400, "showPayload", "a payload perhaps", "/runtime/dead-letters?showPayload=perhaps"),
        Get(RecoveryErrorCode.InstanceNotFound, 404, "instanceId", "the history of an instance that is not there", "/runtime/webhooks/durabletask/instances/none/history"),
        Post(RecoveryErrorCode.InstanceNotFound, 404, "instanceId", "the release of an instance that is not there", "/runtime/quarantine/none/release", null),
        Post(RecoveryErrorCode.DeadLetterNotFound, 404, "deadLetterId", "a dead letter that is not there", "/runtime/dead-letters/MS8yLzEvYWI/redeliver", null),
        Post(RecoveryErrorCode.DeadLetterNotFound, 404, "deadLetterId", "a dead letter's id nobody gave", "/runtime/dead-letters/nonsense/redeliver", null),
        new(RecoveryErrorCode.InstanceNotQuarantined, 409, "instanceId", "the release of an instance that runs", async host =>
        {
            await host.Hub.CreateInstanceAsync(new DurableTask.Sidecar.Instances.CreateInstanceRequest("runs", "Main"), default);
            return () => host.PostAsync("/runtime/quarantine/runs/release");
        }),
        new(RecoveryErrorCode.InstanceNotReleased, 409, "instanceId", "the release of an instance whose history is still damaged", async host =>
        {
            await SetAside.DamagedInstanceAsync(host, "damaged");
            return () => host.PostAsync("/runtime/quarantine/damaged/release");
        }),
        Get(RecoveryErrorCode.InstanceNotFound, 404, "instanceId", "an instance that is not there", "/runtime/webhooks/durabletask/instances/none"),
        Get(RecoveryErrorCode.RouteNotFound, 404, null, "a path that is not there", "/recovery-plan"),
        new(RecoveryErrorCode.MethodNotAllowed, 405, null, "a method a path does not take", host => Task.FromResult(() => host.DeleteAsync(Groups))),
        new(RecoveryErrorCode.PlanAlreadyExecuting, 409, "planId", "a plan that runs", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            await host.DrillAsync(plan);
            return () => host.PostAsync(Executions, $$"""{"planId":"{{plan}}"}""");
        }),
        new(RecoveryErrorCode.ServerConflict, 409, "planId", "a server that another plan's execution has", async host =>
        {
            var group = await host.GroupAsync("one", 1);
            await host.DrillAsync(await host.PlanAsync("one", group));
            var plan = await host.PlanAsync("two", group);
            return () => host.PostAsync(Executions, $$"""{"planId":"{{plan}}"}""");
        }),
        new(RecoveryErrorCode.VersionConflict, 409, "version", "a change of an old version", async host =>
        {
            var group = await host.GroupAsync("one", 1);
            (await host.PutAsync($"{Groups}/{group}", """{"description":"second","version":1}""")).Status.Should().Be(200);
            return () => host.PutAsync($"{Groups}/{group}", """{"description":"third","version":1}""");
        }),
        new(RecoveryErrorCode.PgNameExists, 409, "groupName", "a group's name in other letters", async host =>
        {
            await host.GroupAsync("Database", 1);
            return () => host.PostAsync(Groups, Group(name: "DATABASE"));
        }),
        new(RecoveryErrorCode.RpNameExists, 409, "planName", "a plan's name in other letters", async host =>
        {
            var group = await host.GroupAsync("one", 1);
            await host.PlanAsync("Tiers", group);
            return () => host.PostAsync(Plans, $$"""{"planName":" tiers ","waves":[{"waveName":"A","protectionGroupIds":["{{group}}"]}]}""");
        }),
        new(RecoveryErrorCode.ScheduleNameExists, 409, "scheduleName", "a schedule's name in other letters", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            await host.ScheduleAsync("weekly", plan);
            return () => host.PostAsync(Schedules, $$"""{"scheduleName":"Weekly","planId":"{{plan}}","cron":"0 3 * * *"}""");
        }),
        new(RecoveryErrorCode.PgInUse, 409, "groupId", "deleting a group of a plan", async host =>
        {
            var group = await host.GroupAsync("one", 1);
            await host.PlanAsync("one", group);
            return () => host.DeleteAsync($"{Groups}/{group}");
        }),
        new(RecoveryErrorCode.PlanInUse, 409, "planId", "deleting a plan of a schedule", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            await host.ScheduleAsync("weekly", plan);
            return () => host.DeleteAsync($"{Plans}/{plan}");
        }),
        new(RecoveryErrorCode.PlanHasActiveExecution, 409, "planId", "changing a plan that runs", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            await host.DrillAsync(plan);
            return () => host.PutAsync($"{Plans}/{plan}", """{"planName":"other","version":1}""");
        }),
        new(RecoveryErrorCode.PlanHasActiveExecution, 409, "planId", "deleting a plan that runs", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            await host.DrillAsync(plan);
            return () => host.DeleteAsync($"{Plans}/{plan}");
        }),
        new(RecoveryErrorCode.ExecutionNotActive, 409, "executionId", "cancelling an execution that has ended", async host =>
        {
            var execution = await host.DrillAsync(await host.PlanAsync("one", await host.GroupAsync("one", 1)));
            host.Tasks.Set(execution, OrchestrationRuntimeStatus.Completed);
            return () => host.PostAsync($"{Executions}/{execution}/cancel", """{"reason":"too late"}""");
        }),
        Post(RecoveryErrorCode.PayloadTooLarge, 413, null, "a body above 1 MiB", Groups, Group(name: new string('x', 1024 * 1024))),
        new(RecoveryErrorCode.UnsupportedMediaType, 415, "Content-Type", "a form", host => Task.FromResult(() => host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, Groups) { Content = new FormUrlEncodedContent([]) }))),
        new(RecoveryErrorCode.UnsupportedMediaType, 415, "Content-Type", "a drill started by a form", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            return () => host.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{Plans}/{plan}/execute") { Content = new FormUrlEncodedContent([]) });
        }),
        new(RecoveryErrorCode.UnsupportedMediaType, 415, "Content-Type", "a body that does not say what it is", host => Task.FromResult(() => host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, Groups) { Content = new ByteArrayContent("{}"u8.ToArray()) }))),
        new(RecoveryErrorCode.UnsupportedMediaType, 415, "Content-Type", "JSON in another encoding", host => Task.FromResult(() => host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, Groups)
            {
                Content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-16") } },
            }))),
        Post(RecoveryErrorCode.HostNotAllowed, 421, null, "a foreign Host", Groups, Group(), null, ("Host", "drs.example.org")),
        Post(RecoveryErrorCode.OriginNotAllowed, 403, null, "a page of another site", Groups, Group(), null, ("Origin", "https://example.org")),
        new(RecoveryErrorCode.IdempotencyKeyReused, 422, "Idempotency-Key", "a key with another request", async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            (await host.PostAsync($"{Plans}/{plan}/execute", "{}", ("Idempotency-Key", "k1"))).Status.Should().Be(202);
            return () => host.PostAsync($"{Plans}/{plan}/execute", """{"cleanup":"AT_END"}""", ("Idempotency-Key", "k1"));
        }),
        new(RecoveryErrorCode.InternalError, 500, null, "a task hub out of reach", host => Task.FromResult(async () =>
        {
            host.Tasks.Outage = new IOException("The disk is gone.");
            var reply = await host.GetAsync("/runtime/webhooks/durabletask/instances/e1");
            host.Tasks.Outage = null;
            return reply;
        })),
    ];

    private static string Group(string name = "new", string account = "111122223333", string region = "us-east-1", string servers = "\"s-00000000000000001\"") =>
        $$"""{"groupName":"{{name}}","accountId":"{{account}}","region":"{{region}}","sourceServerIds":[{{servers}}]}""";

    private static ErrorCase Get(RecoveryErrorCode code, int status, string? field, string what, string path) =>
        new(code, status, field, what, host => Task.FromResult(() => host.GetAsync(path)));

    private static ErrorCase Post(
        RecoveryErrorCode code, int status, string? field, string what, string path, string? body, string? shownField = null, params (string, string)[] headers) =>
        new(code, status, shownField ?? field, what, host => Task.FromResult(() => host.PostAsync(path, body, headers)));

    private static ErrorCase Execute(RecoveryErrorCode code, int status, string? field, string what, string body, params (string, string)[] headers) =>
        new(code, status, field, what, async host =>
        {
            var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
            return () => host.PostAsync($"{Plans}/{plan}/execute", body, headers);
        });

    private static ErrorCase Wave(RecoveryErrorCode code, string field, string what, string more) => new(code, 400, field, what, async host =>
    {
        var group = await host.GroupAsync("one", 1);
        return () => host.PostAsync(Plans, $$"""{"planName":"new","waves":[{"waveName":"A","protectionGroupIds":["{{group}}"],{{more}}}]}""");
    });

    private static ErrorCase Waves(RecoveryErrorCode code, string field, string what, params (string Name, string DependsOn)[] waves) =>
        new(code, 400, field, what, async host =>
        {
            var bodies = new List<string>();
            foreach (var (name, dependsOn) in waves)
            {
                var group = await host.GroupAsync(name, bodies.Count + 1);
                bodies.Add($$"""{"waveName":"{{name}}","protectionGroupIds":["{{group}}"],"dependsOn":{{dependsOn}}}""");
            }

            return () => host.PostAsync(Plans, $$"""{"planName":"new","waves":[{{string.Join(",", bodies)}}]}""");
        });

    private static ErrorCase Schedule(RecoveryErrorCode code, string field, string what, string more) => new(code, 400, field, what, async host =>
    {
        var plan = await host.PlanAsync("one", await host.GroupAsync("one", 1));
        return () => host.PostAsync(Schedules, $$"""{"scheduleName":"new","planId":"{{plan}}",{{more}}}""");
    });
}
