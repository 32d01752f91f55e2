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
