namespace DrsDurable.DurableTask.Tests.Abstractions;

public class DurableTaskRegistryTests
{
    [Fact]
    public void The_same_name_in_the_same_version_twice_is_refused()
    {
        var registry = new DurableTaskRegistry().AddActivityFunc("Step", _ => 1).AddOrchestratorFunc("Step", _ => 1);

        registry.Invoking(tasks => tasks.AddActivityFunc("STEP", _ => 2)).Should().Throw<ArgumentException>().WithMessage("*'STEP' is already registered*");
        registry.Invoking(tasks => tasks.AddOrchestratorFunc("step", _ => 2)).Should().Throw<ArgumentException>();
        registry.Invoking(tasks => tasks.AddActivity("Step", "2", () => FuncTaskActivity.Create<int, int>((_, i) => Task.FromResult(i))))
            .Should().NotThrow();
    }

    [Fact]
    public void A_task_without_a_name_is_refused() =>
        new DurableTaskRegistry().Invoking(tasks => tasks.AddActivityFunc(default, _ => 1)).Should().Throw<ArgumentException>();

    [Fact]
    public void A_version_of_white_space_is_refused() =>
        new DurableTaskRegistry().Invoking(tasks => tasks.AddActivity("Step", " ", () => FuncTaskActivity.Create<int, int>((_, i) => Task.FromResult(i))))
            .Should().Throw<ArgumentException>().WithMessage("*only white space*");

    [Fact]
    public void What_is_registered_is_listed_by_name_once_for_each_version()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc("Main", _ => 1)
            .AddOrchestrator("Main", "2", () => FuncTaskOrchestrator.Create<int, string>((_, _) => Task.FromResult("two")))
            .AddActivityFunc("Step", _ => 1);

        registry.GetOrchestrators().Select(task => (task.Key.Name, task.Value(null!).OutputType)).Should().BeEquivalentTo(
            [("Main", typeof(int)), ("Main", typeof(string))]);
        registry.GetActivities().Select(task => task.Key.Name).Should().Equal("Step");
    }

    [Fact]
    public void The_event_attribute_holds_the_name_of_the_event()
    {
        new DurableEventAttribute("Approved").Name.Should().Be(new TaskName("approved"));
        new DurableEventAttribute().Name.Should().Be(default(TaskName));
    }

    [Fact]
    public void A_class_that_is_not_a_task_is_refused()
    {
        new DurableTaskRegistry().Invoking(tasks => tasks.AddActivity(typeof(string))).Should().Throw<ArgumentException>();
        new DurableTaskRegistry().Invoking(tasks => tasks.AddOrchestrator(typeof(ITaskOrchestrator))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_task_tells_its_types_and_refuses_a_null_value()
    {
        ITaskActivity activity = FuncTaskActivity.Create<int, string>((_, i) => Task.FromResult($"{i}"));

        (activity.InputType, activity.OutputType).Should().Be((typeof(int), typeof(string)));
        await activity.Invoking(task => task.RunAsync(null!, 1)).Should().ThrowAsync<ArgumentNullException>();
    }
}
