namespace DrsDurable.DurableTask.Worker;

/// <summary>
/// A service in the scope of every activity run, filled before the activity is created: whether the hub may still act for the
/// instance that called. An activity that acts on the outside checks it immediately before it does.
/// </summary>
/// <remarks>
/// This is our own addition: Microsoft.DurableTask has no counterpart. It is a service and not a member of
/// <see cref="TaskActivityContext"/> so that application code can stay compilable against Microsoft's packages: let it
/// define a scoped service of its own, and let the composition root fill that one from this one, as in
/// <c>services.AddScoped(s => new MyPermission(s.GetRequiredService&lt;ActivityOwnership&gt;().Lost))</c>.
/// Outside of an activity run <see cref="Lost"/> is never cancelled.
/// </remarks>
public sealed class ActivityOwnership
{
    /// <summary>Cancelled when another owner may have taken the instance over.</summary>
    public CancellationToken Lost { get; internal set; }
}
