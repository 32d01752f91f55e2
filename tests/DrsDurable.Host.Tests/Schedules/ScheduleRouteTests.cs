using DrsDurable.Host.Tests.Api;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Host.Tests.Schedules;

public sealed class ScheduleRouteTests
{
    [Fact]
    public async Task A_schedule_is_made_changed_paused_resumed_and_deleted()
    {
        await using var host = await ApiHost.StartAsync();
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));

        var made = await host.PostAsync(
            "/schedules", $$"""{"scheduleName":"weekly","planId":"{{plan}}","cron":"30 3 * * SUN","timeZone":"Europe/Berlin"}""");
        made.Status.Should().Be(201, made.Text);
        var id = (string)made.Json["scheduleId"]!;
        made.Text.Should().Be(
            $$"""{"scheduleId":"{{id}}","scheduleName":"weekly","planId":"{{plan}}","cron":"30 3 * * SUN","timeZone":"Europe/Berlin","enabled":true,"nextRunAt":"2030-01-06T02:30:00Z","lastExecutionId":null,"lastRun":null,"version":1,"createdAt":"2030-01-01T00:00:00Z","updatedAt":"2030-01-01T00:00:00Z"}""");
        var instance = host.Tasks.Instances.Should().ContainSingle().Subject;
        (instance.Name, instance.InstanceId).Should().Be((nameof(DrillSchedule), $"schedule:{id}"));

        var changed = await host.PutAsync($"/schedules/{id}", """{"cron":"0 0 1 * *","timeZone":"UTC","version":1}""");
        (changed.Status, (string)changed.Json["nextRunAt"]!, (int)changed.Json["version"]!).Should().Be((200, "2030-02-01T00:00:00Z", 2));

        var paused = await host.PostAsync($"/schedules/{id}/pause");
        (paused.Status, (bool)paused.Json["enabled"]!, (string?)paused.Json["nextRunAt"]).Should().Be((200, false, null));
        ((int)(await host.PostAsync($"/schedules/{id}/pause")).Json["version"]!).Should().Be(3, "pausing again changes nothing");

        var resumed = await host.PostAsync($"/schedules/{id}/resume", "{}");
        (resumed.Status, (bool)resumed.Json["enabled"]!, (string)resumed.Json["nextRunAt"]!).Should().Be((200, true, "2030-02-01T00:00:00Z"));

        (await host.DeleteAsync($"/schedules/{id}")).Status.Should().Be(204);
        (await host.GetAsync($"/schedules/{id}")).Status.Should().Be(404);
        host.Tasks.Events.Should().OnlyContain(raised => raised.InstanceId == $"schedule:{id}" && raised.Name == "Changed").And.HaveCount(4);
    }
}
