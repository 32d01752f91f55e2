using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Recovery.Storage;

/// <summary>How records lie in a store: camelCase JSON, enums by their API names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProtectionGroup))]
[JsonSerializable(typeof(RecoveryPlan))]
[JsonSerializable(typeof(ExecutionSnapshot))]
[JsonSerializable(typeof(ExecutionRow))]
[JsonSerializable(typeof(LaunchAttempt))]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(ScheduledRun))]
internal sealed partial class RecoveryDocuments : JsonSerializerContext;
