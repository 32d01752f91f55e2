using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
        where TTarget : IHostedService => builder.UseBuildTarget(typeof(TTarget));

    public static IDurableTaskWorkerBuilder UseVersioning(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerOptions.VersioningOptions versionOptions) =>
        builder.Configure(options => options.Versioning = versionOptions);
}
