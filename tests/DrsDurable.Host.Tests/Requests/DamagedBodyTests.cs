using System.Text;
using DrsDurable.Host.Tests.Api;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Host.Tests.Requests;

/// <summary>Bodies that somebody got wrong in some way: refused with a reason, or understood; never a failure of the host.</summary>
public sealed class DamagedBodyTests
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "99999999999999999999", "\"\"", "\" \"", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"a\":1}", "\"\\u0000\"", "\"\\ud800\"",
        "\"" + new string('x', 2_000) + "\"", "[\"" + new string('y', 300) + "\"]",
    ];

    [Fact]
    public async Task A_damaged_body_is_answered_with_a_reason()
    {
        await using var host = await ApiHost.StartAsync();
        var group = await host.GroupAsync("one", 1);
        var plan = await host.PlanAsync("one", group);
        (string Path, string Body)[] commands =
        [
            ("/protection-groups", $$"""{"groupName":"new","description":"d","accountId":"111122223333","region":"us-east-1","sourceServerIds":["{{ApiHost.Server(1)}}"]}"""),
            ("/recovery-plans", $$"""{"planName":"new","waves":[{"waveName":"A","protectionGroupIds":["{{group}}"],"sourceServerIds":["{{ApiHost.Server(1)}}"],"dependsOn":[],"optionalServerIds":[],"onFailure":"STOP","deadlineMinutes":5}]}"""),
            ("/schedules", $$"""{"scheduleName":"new","planId":"{{plan}}","cron":"0 3 * * *","timeZone":"UTC","enabled":true}"""),
            ("/executions?validateOnly=true", $$"""{"planId":"{{plan}}","executionType":"DRILL","initiatedBy":"me","cleanup":"NONE"}"""),
        ];
        foreach (var seed in TestSeed.Series(1, TestVolume.IsAll ? 5_000 : 300))
        {
            var random = new Random(seed);
            var (path, body) = commands[random.Next(commands.Length)];
            var damaged = Damage(body, random);

            var reply = await host.PostAsync(path, damaged);

            reply.Status.Should().BeOneOf([200, 201, 400, 404, 409], "seed {0}: {1} {2} → {3}", seed, path, damaged, reply.Text);
            if (reply.Status >= 400)
            {
                reply.MediaType.Should().Be("application/problem+json");
                reply.Code.Should().NotBe("INTERNAL_ERROR");
            }
            else
            {
                await RemoveAsync(host, path, reply);
            }
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/protection-groups") { Content = new ByteArrayContent([0x7B, 0x22, 0xC3, 0x28, 0x22, 0x7D]) };
        request.Content.Headers.ContentType = new("application/json");

        (await host.SendAsync(request)).Code.Should().Be("INVALID_JSON");
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/protection-groups") { Content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. "{}"u8]) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };

        (await host.SendAsync(request)).Code.Should().Be("MISSING_FIELD");
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_limited_too()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/protection-groups")
        {
            Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', (1024 * 1024) + 1)))),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new("application/json");

        (await host.SendAsync(request)).Code.Should().Be("PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task A_body_nested_too_deeply_is_refused()
    {
        await using var host = await ApiHost.StartAsync();

        var reply = await host.PostAsync("/recovery-plans", "{\"waves\":" + new string('[', 100_000) + new string(']', 100_000) + "}");

        reply.Code.Should().Be("INVALID_JSON");
    }

    /// <summary>Cuts, doubles, drops or replaces something.</summary>
    private static string Damage(string body, Random random)
    {
        var at = random.Next(1, body.Length);
        switch (random.Next(6))
        {
            case 0:
                return body[..at];
            case 1:
                return body.Remove(at, Math.Min(random.Next(1, 4), body.Length - at));
            case 2:
                return body.Insert(at, ((char)random.Next(1, 0xD7FF)).ToString());
            case 3:
                return body.Insert(at, body[..Math.Min(at, 20)]);
            default:
                var colons = Enumerable.Range(0, body.Length).Where(index => body[index] == ':' && body[index - 1] == '"').ToList();
                var colon = colons[random.Next(colons.Count)];
                var end = EndOfValue(body, colon + 1);
                return body[..(colon + 1)] + Values[random.Next(Values.Length)] + body[end..];
        }
    }

    private static int EndOfValue(string body, int start)
    {
        var depth = 0;
        var quoted = false;
        for (var index = start; index < body.Length; index++)
        {
            switch (body[index])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '[' or '{' when !quoted:
                    depth++;
                    break;
                case ']' or '}' or ',' when !quoted && depth == 0:
                    return index;
                case ']' or '}' when !quoted:
                    depth--;
                    break;
            }
        }

        return body.Length;
    }

    private static async Task RemoveAsync(ApiHost host, string path, ApiReply reply)
    {
        var id = (string?)reply.Json[path switch { "/protection-groups" => "groupId", "/recovery-plans" => "planId", "/schedules" => "scheduleId", _ => "none" }];
        if (id is not null && reply.Status == 201)
        {
            (await host.DeleteAsync($"{path}/{id}")).Status.Should().Be(204);
        }
    }
}
