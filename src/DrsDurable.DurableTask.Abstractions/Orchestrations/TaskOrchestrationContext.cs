using DrsDurable.DurableTask.Abstractions;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask;

/// <summary>
/// The orchestrator's only window on the world. Everything it returns is the same at every replay. Its members may be called
/// only by the orchestrator's own code, on the thread the orchestrator runs on.
/// </summary>
public abstract partial class TaskOrchestrationContext
{
    public abstract TaskName Name { get; }

    public abstract string InstanceId { get; }

    /// <summary><see langword="null"/> unless this is a sub-orchestration.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>Domain time at which the present turn began. It stands still within a turn.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code runs over events that have been processed before.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Empty when unversioned.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Settings of the host that concern orchestrations; empty unless the host provides some.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties => NoProperties.Instance;

    /// <summary>Makes loggers that are silent during replay.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => replaySafeLoggerFactory ??= new ReplaySafeLoggerFactory(this);

    protected abstract ILoggerFactory LoggerFactory { get; }

    internal ILoggerFactory InnerLoggerFactory => LoggerFactory;

    private ReplaySafeLoggerFactory? replaySafeLoggerFactory;

    public abstract T? GetInput<T>();

    /// <summary>Sends an event to an instance; nothing happens if there is no such instance.</summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Publishes a value that clients can read. It is evaluated at the end of the turn; null clears it.</summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>
    /// Starts over with a new input and an empty history once the orchestrator has returned and its open tasks are done. The
    /// value it returns is ignored.
    /// </summary>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <inheritdoc cref="ContinueAsNew(object?, bool)"/>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A random-looking id that is the same at every replay (RFC 4122 version 5).</summary>
    public abstract Guid NewGuid();

    public virtual ILogger CreateReplaySafeLogger(string categoryName) => ReplaySafeLoggerFactory.CreateLogger(categoryName);

    public virtual ILogger CreateReplaySafeLogger(Type type) => ReplaySafeLoggerFactory.CreateLogger(type);

    public virtual ILogger CreateReplaySafeLogger<T>() => ReplaySafeLoggerFactory.CreateLogger<T>();

    /// <summary>Below, equal to or above 0 as this instance's version is older than, the same as or newer than <paramref name="version"/>.</summary>
    public virtual int CompareVersionTo(string version) => TaskOrchestrationVersioningUtils.CompareVersions(Version, version);

    private static class NoProperties
    {
        public static readonly IReadOnlyDictionary<string, object?> Instance = new Dictionary<string, object?>(StringComparer.Ordinal);
    }
}
