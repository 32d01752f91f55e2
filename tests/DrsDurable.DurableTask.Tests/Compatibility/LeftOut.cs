namespace DrsDurable.DurableTask.Tests.Compatibility;

/// <summary>
/// What the reference has and this implementation has not, each with its reason: whole lines of the listings, types with all their
/// members, or (ending in <c>.*</c>) namespaces.
/// </summary>
internal static class LeftOut
{
    private const string Entities = "Durable entities are not implemented: an orchestration per key, addressed by its instance id, does the same here.";
    private const string Obsolete = "Obsolete in the reference.";
    private const string Core = "Exposes types of DTFx (DurableTask.Core), on which this implementation is not built.";
    private const string Grpc = "The worker and the client reach the hub in the same process; there is no gRPC endpoint yet.";
    private const string Logs = "There are no legacy log categories: nothing is logged twice.";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Entities.*"] = Entities,
        ["Client.Entities.*"] = Entities,
        ["Client.SerializedData"] = Entities,
        ["Client.DurableTaskClient .. virtual DurableEntityClient Entities { get; }"] = Entities,
        ["Client.DurableTaskClientOptions .. bool EnableEntitySupport { get; set; }"] = Entities,
        ["DurableTaskRegistry .. IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskEntity>>> GetEntities()"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity(TaskName name, Func<IServiceProvider, ITaskEntity> factory)"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity(TaskName name, Type type)"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity(Type type)"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity<TEntity>(TaskName name)"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity<TEntity>()"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity(TaskName name, ITaskEntity entity)"] = Entities,
        ["DurableTaskRegistry .. DurableTaskRegistry AddEntity(ITaskEntity entity)"] = Entities,
        ["TaskOrchestrationContext .. virtual TaskOrchestrationEntityFeature Entities { get; }"] = Entities,
        ["Worker.DurableTaskWorkerOptions .. bool EnableEntitySupport { get; set; }"] = Entities,
        ["Worker.DurableTaskWorkerOptions.ConcurrencyOptions .. int MaximumConcurrentEntityWorkItems { get; set; }"] = Entities,
        ["Worker.DurableTaskWorkerWorkItemFilters .. IReadOnlyList<DurableTaskWorkerWorkItemFilters.EntityFilter> Entities { get; set; }"] = Entities,
        ["Worker.DurableTaskWorkerWorkItemFilters.EntityFilter"] = Entities,
        ["Worker.IDurableTaskFactory2"] = Entities,

        ["RetryPolicy .. Func<Exception, Task<bool>>? HandleAsync { get; set; } [Obsolete]"] = Obsolete,
        ["TaskFailedException .. bool IsCausedByException<T>() [Obsolete]"] = Obsolete,
        ["TaskName .. string Version { get; } [Obsolete]"] = Obsolete,
        ["Worker.DurableTaskWorkerBuilderExtensions .. static IDurableTaskWorkerBuilder UseOrchestrationFilter<TOrchestrationFilter>(this IDurableTaskWorkerBuilder builder) [Obsolete]"] = Obsolete,
        ["Worker.DurableTaskWorkerBuilderExtensions .. static IDurableTaskWorkerBuilder UseOrchestrationFilter(this IDurableTaskWorkerBuilder builder, IOrchestrationFilter filter) [Obsolete]"] = Obsolete,
        ["Worker.DurableTaskWorkerOptions .. IOrchestrationFilter? OrchestrationFilter { get; set; } [Obsolete]"] = Obsolete,
        ["Worker.IOrchestrationFilter"] = Obsolete,
        ["Worker.OrchestrationFilterParameters"] = Obsolete,

        ["Worker.ExceptionPropertiesProviderAdapter"] = Core,
        ["Worker.ExtendedSessionsCache"] = Core,
        ["Worker.ExtendedSessionState"] = Core,
        ["Worker.Shims.*"] = Core,

        ["Worker.DurableTaskWorkerOptions .. DurableTaskWorkerOptions.LoggingOptions Logging { get; }"] = Logs,
        ["Worker.DurableTaskWorkerOptions.LoggingOptions"] = Logs,


        ["Client.DurableTaskClientBuilderExtensions"] = Grpc,
        ["Client.Grpc.*"] = Grpc,
        ["Worker.DurableTaskWorkerBuilderExtensions .. static IDurableTaskWorkerBuilder UseGrpc(this IDurableTaskWorkerBuilder builder)"] = Grpc,
        ["Worker.DurableTaskWorkerBuilderExtensions .. static IDurableTaskWorkerBuilder UseGrpc(this IDurableTaskWorkerBuilder builder, GrpcChannel channel)"] = Grpc,
        ["Worker.DurableTaskWorkerBuilderExtensions .. static IDurableTaskWorkerBuilder UseGrpc(this IDurableTaskWorkerBuilder builder, string address)"] = Grpc,
        ["Worker.DurableTaskWorkerBuilderExtensions .. static IDurableTaskWorkerBuilder UseGrpc(this IDurableTaskWorkerBuilder builder, Action<GrpcDurableTaskWorkerOptions> configure)"] = Grpc,
        ["Worker.Grpc.*"] = Grpc,
    };

    public static bool Covers(string left, string line) => left.EndsWith(".*", StringComparison.Ordinal)
        ? line.StartsWith(left[..^1], StringComparison.Ordinal)
        : string.Equals(left, line, StringComparison.Ordinal) || line.StartsWith(left + " ", StringComparison.Ordinal) && !left.Contains(' ', StringComparison.Ordinal);
}
