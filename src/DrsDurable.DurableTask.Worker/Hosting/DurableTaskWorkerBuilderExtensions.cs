using DrsDurable.DurableTask.Worker.Hosting;
using DrsDurable.DurableTask.Worker.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker;

public static class DurableTaskWorkerBuilderExtensions
{
    public static IDurableTaskWorkerBuilder AddTasks(this IDurableTaskWorkerBuilder builder, Action<DurableTaskRegistry> configure)
    {
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    public static IDurableTaskWorkerBuilder Configure(this IDurableTaskWorkerBuilder builder, Action<DurableTaskWorkerOptions> configure)
    {
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    public static IDurableTaskWorkerBuilder UseBuildTarget(this IDurableTaskWorkerBuilder builder, Type target)
    {
        builder.BuildTarget = target;
        return builder;
    }

    public static IDurableTaskWorkerBuilder UseBuildTarget<TTarget>(this IDurableTaskWorkerBuilder builder)
        where TTarget : DurableTaskWorker => builder.UseBuildTarget(typeof(TTarget));

    /// <summary>Chooses a worker class with options of its own, which begin with what is configured for every worker.</summary>
    public static IDurableTaskWorkerBuilder UseBuildTarget<TTarget, TOptions>(this IDurableTaskWorkerBuilder builder)
        where TTarget : DurableTaskWorker
        where TOptions : DurableTaskWorkerOptions
    {
        builder.Services.AddOptions<TOptions>(builder.Name).PostConfigure<IOptionsMonitor<DurableTaskWorkerOptions>>(
            (options, common) => common.Get(builder.Name).ApplyTo(options));
        return builder.UseBuildTarget(typeof(TTarget));
    }

    public static IDurableTaskWorkerBuilder UseVersioning(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerOptions.VersioningOptions versionOptions)
    {
        ArgumentNullException.ThrowIfNull(versionOptions);
        return builder.Configure(options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions
        {
            Version = versionOptions.Version,
            DefaultVersion = versionOptions.DefaultVersion,
            MatchStrategy = versionOptions.MatchStrategy,
            FailureStrategy = versionOptions.FailureStrategy,
        });
    }

    /// <summary>
    /// The hub offers this worker only the tasks named here; each must be registered, or the worker does not start. Work that no
    /// attached worker takes waits, and the hub reports it. <see langword="null"/> or no names at all: every task is offered.
    /// </summary>
    public static IDurableTaskWorkerBuilder UseWorkItemFilters(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerWorkItemFilters? workItemFilters)
    {
        builder.Services.AddOptions<DurableTaskWorkerWorkItemFilters>(builder.Name).PostConfigure(options =>
        {
            options.Orchestrations = workItemFilters?.Orchestrations ?? [];
            options.Activities = workItemFilters?.Activities ?? [];
        });
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DurableTaskWorkerWorkItemFilters>, WorkItemFiltersValidation>());
        return builder;
    }

    /// <summary>
    /// The hub offers this worker only the tasks it has registered, in the versions it has registered (with
    /// <see cref="DurableTaskWorkerOptions.VersionMatchStrategy.Strict"/>: in the worker's own version).
    /// </summary>
    public static IDurableTaskWorkerBuilder UseWorkItemFilters(this IDurableTaskWorkerBuilder builder)
    {
        builder.Services.AddOptions<DurableTaskWorkerWorkItemFilters>(builder.Name)
            .PostConfigure<IOptionsMonitor<DurableTaskRegistry>, IOptionsMonitor<DurableTaskWorkerOptions>>((filters, registries, options) =>
            {
                var tasks = new TaskDirectory(registries.Get(builder.Name));
                var versioning = options.Get(builder.Name).Versioning;
                filters.Orchestrations = [.. tasks.ServedOrchestrators(versioning).Select(task => new DurableTaskWorkerWorkItemFilters.OrchestrationFilter(task.Name, task.Versions))];
                filters.Activities = [.. tasks.ServedActivities(versioning).Select(task => new DurableTaskWorkerWorkItemFilters.ActivityFilter(task.Name, task.Versions))];
            });
        return builder;
    }
}
