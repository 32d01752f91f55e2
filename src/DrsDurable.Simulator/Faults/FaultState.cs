namespace DrsDurable.Simulator.Faults;

/// <summary>A fault while it is set.</summary>
internal sealed class FaultState(Fault fault)
{
    private readonly List<ParkedRequest> _parked = [];

    public Fault Fault => fault;

    /// <summary>How often it took effect.</summary>
    public int Used { get; private set; }

    public bool Released { get; private set; }

    public IReadOnlyList<ParkedRequest> Parked => _parked;

    public bool IsActive(DateTimeOffset now) =>
        !Released
        && (fault.Count is not { } count || Used < count)
        && (fault.Kind == FaultKind.Hold || fault.Seconds is not { } seconds || now < fault.CreatedAt.AddSeconds(seconds));

    public void Use() => Used++;

    public ParkedRequest Park(FaultScope scope, DateTimeOffset since)
    {
        var parked = new ParkedRequest(scope, since, fault.Until == "seconds" ? TimeSpan.FromSeconds(fault.Seconds!.Value) : null);
        _parked.Add(parked);
        return parked;
    }

    public void Unpark(ParkedRequest parked) => _parked.Remove(parked);

    /// <summary>Ends the fault and lets every parked request go on, or drops them.</summary>
    public void Release(bool goOn)
    {
        Released = true;
        foreach (var parked in _parked)
        {
            parked.Release(goOn);
        }

        _parked.Clear();
    }
}
