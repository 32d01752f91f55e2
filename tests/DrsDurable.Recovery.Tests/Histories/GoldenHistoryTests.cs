using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Histories;

namespace DrsDurable.Recovery.Tests.Histories;

/// <summary>
/// Histories of the product's orchestrators, recorded when they were written, still agree with today's code: an upgrade continues what an
/// earlier version has begun. docs/testing.md says how one is added and what to do when one breaks.
/// </summary>
public sealed class GoldenHistoryTests
{
    /// <summary>Set to 1, the courses are recorded again and their files written.</summary>
    private const string RecordVariable = "DRSDURABLE_RECORD_HISTORIES";

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "DrsDurable.Recovery.Tests", "Histories", "GoldenHistories");

    public static TheoryData<string> Files => new(Directory.EnumerateFiles(Folder, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    public static TheoryData<string> Courses => new(GoldenCourses.All.Keys);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_recorded_history_agrees_with_todays_code(string file)
    {
        foreach (var history in HistoryText.Read(await File.ReadAllLinesAsync(PathOf(file))))
        {
            (await HistoryReplay.FindContradictionAsync(history, Tasks)).Should().BeNull(
                "instances with this history may be under way where the product runs: keep the old course for them, as docs/testing.md says");
        }
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public async Task A_course_comes_to_its_end_and_has_its_history_on_file(string course)
    {
        var histories = await GoldenCourses.All[course]();

        histories.Should().OnlyContain(history => history.Events.OfType<ExecutionCompletedEvent>().Count() == 1, "every orchestration of a course ends");
        if (Environment.GetEnvironmentVariable(RecordVariable) == "1")
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllLinesAsync(PathOf(course), histories.SelectMany(HistoryText.Write));
        }

        File.Exists(PathOf(course)).Should().BeTrue("{0}=1 records it", RecordVariable);
    }

    [Fact]
    public async Task A_course_recorded_twice_is_the_same_text_and_is_read_back_as_it_was_written()
    {
        var first = (await GoldenCourses.All["cancelled-with-clean-up"]()).SelectMany(HistoryText.Write).ToList();
        var second = (await GoldenCourses.All["cancelled-with-clean-up"]()).SelectMany(HistoryText.Write).ToList();

        second.Should().Equal(first);
        HistoryText.Read(first).SelectMany(HistoryText.Write).Should().Equal(first);
    }

    [Fact]
    public async Task A_contradiction_is_found_and_names_the_turn_and_both_sides()
    {
        var history = HistoryText.Read(await File.ReadAllLinesAsync(PathOf("schedule")))[0];
        var events = history.Events.Select(happened => happened is TaskScheduledEvent { EventId: 0 } task ? task with { Name = "FormerName" } : happened).ToList();

        var contradiction = await HistoryReplay.FindContradictionAsync(history with { Events = events }, Tasks);

        contradiction.Should().StartWith("DrillSchedule 'schedule:s1', generation 0, turn 0 at 2030-01-01").And.Contain("FormerName").And.Contain("PlanNextDrill");
    }

    [Fact]
    public void Every_orchestrator_of_the_product_has_a_golden_history_with_every_kind_of_end()
    {
        var histories = Directory.EnumerateFiles(Folder, "*.jsonl").SelectMany(file => HistoryText.Read(File.ReadLines(file))).ToList();
        var registry = new DurableTaskRegistry();
        Tasks(registry);

        histories.Select(history => history.Orchestrator).Distinct(StringComparer.Ordinal).Should().BeEquivalentTo(registry.GetOrchestrators().Select(task => task.Key.Name));
        histories.SelectMany(history => history.Events.OfType<ExecutionCompletedEvent>()).Select(ended => ended.Status)
            .Should().Contain([InstanceStatus.Completed, InstanceStatus.ContinuedAsNew]);
    }

    private static void Tasks(DurableTaskRegistry tasks) => tasks.AddRecoveryTasks().AddScheduleTasks();

    private static string PathOf(string name) => Path.Combine(Folder, name + ".jsonl");
}
