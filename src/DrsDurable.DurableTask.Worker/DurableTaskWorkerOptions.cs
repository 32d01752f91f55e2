using DrsDurable.DurableTask.Converters;

namespace DrsDurable.DurableTask.Worker;

public class DurableTaskWorkerOptions
{
    private DataConverter? dataConverter;

    public enum VersionMatchStrategy
    {
        /// <summary>Runs instances of every version.</summary>
        None = 0,

        /// <summary>Runs instances of exactly the worker's version.</summary>
        Strict = 1,

        /// <summary>Runs instances of the worker's version and older ones.</summary>
        CurrentOrOlder = 2,
    }

    public enum VersionFailureStrategy
    {
        /// <summary>Gives the work back, for another worker.</summary>
        Reject = 0,

        /// <summary>Fails the instance.</summary>
        Fail = 1,
    }

    /// <summary>Default, and again when set to <see langword="null"/>: the <see cref="DataConverter"/> among the services, else JSON.</summary>
    public DataConverter DataConverter
    {
        get => dataConverter ?? JsonDataConverter.Default;
        set => dataConverter = value;
    }

    /// <summary>Longer timers are made of several. Default three days.</summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary><see langword="null"/> = versions are not looked at.</summary>
    public VersioningOptions? Versioning { get; set; }

    public bool IsVersioningSet => Versioning is not null;

    /// <summary>
    /// How many orchestrators stay in memory between their turns, so that they need no replay; the one unused longest leaves
    /// first. Our own option. Default 1,000; 0 replays every turn.
    /// </summary>
    public int MaximumLiveOrchestrators { get; set; } = 10_000;

    /// <summary>Of the services; adds properties to the failure details of exceptions.</summary>
    internal IExceptionPropertiesProvider? ExceptionProperties { get; set; }

    internal void ApplyTo(DurableTaskWorkerOptions other)
    {
        other.dataConverter = dataConverter;
        other.MaximumTimerInterval = MaximumTimerInterval;
        other.Versioning = Versioning;
        other.MaximumLiveOrchestrators = MaximumLiveOrchestrators;
        other.ExceptionProperties = ExceptionProperties;
        other.Concurrency.MaximumConcurrentActivityWorkItems = Concurrency.MaximumConcurrentActivityWorkItems;
        other.Concurrency.MaximumConcurrentOrchestrationWorkItems = Concurrency.MaximumConcurrentOrchestrationWorkItems;
    }

    internal void UseDefaultDataConverter(DataConverter converter) => dataConverter ??= converter;

    public class ConcurrencyOptions
    {
        /// <summary>Default 100 per processor. The hub keeps to it.</summary>
        public int MaximumConcurrentActivityWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        /// <inheritdoc cref="MaximumConcurrentActivityWorkItems"/>
        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = 100 * Environment.ProcessorCount;
    }

    public class VersioningOptions
    {
        /// <summary>The worker's version.</summary>
        public string Version { get; set; } = string.Empty;

        /// <summary>The version of sub-orchestrations called without one.</summary>
        public string DefaultVersion { get; set; } = string.Empty;

        public VersionMatchStrategy MatchStrategy { get; set; }

        public VersionFailureStrategy FailureStrategy { get; set; }
    }
}
