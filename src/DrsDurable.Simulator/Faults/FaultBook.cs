namespace DrsDurable.Simulator.Faults;

/// <summary>The faults that are set, how often each has taken effect, and the requests that a hold has parked.</summary>
internal sealed class FaultBook
{
    private readonly Dictionary<string, FaultState> _faults = new(StringComparer.Ordinal);
    private readonly List<FaultState> _inOrder = [];
    private long _lastId;

    public IReadOnlyList<FaultState> All => _inOrder;

    public string NextId() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"fault-{_lastId + 1}");

    public void Add(Fault fault)
    {
        _lastId++;
        var state = new FaultState(fault);
        _faults.Add(fault.FaultId, state);
        _inOrder.Add(state);
    }

    public FaultState? Find(string faultId) => _faults.GetValueOrDefault(faultId);

    /// <summary>Removes a fault; what it parked goes on.</summary>
    public void Remove(FaultState state)
    {
        _faults.Remove(state.Fault.FaultId);
        _inOrder.Remove(state);
        state.Release(goOn: true);
    }

    /// <summary>Forgets every fault; parked requests are dropped, since what they were about is gone.</summary>
    public void Reset()
    {
        foreach (var state in _inOrder)
        {
            state.Release(goOn: false);
        }

        _faults.Clear();
        _inOrder.Clear();
        _lastId = 0;
    }

    /// <summary>The oldest active fault of a kind that fits; taking it counts as one effect, noted in <paramref name="used"/>.</summary>
    public FaultState? Take(string kind, in FaultScope scope, DateTimeOffset now, ICollection<string> used, Func<Fault, bool>? suits = null)
    {
        foreach (var state in _inOrder)
        {
            if (state.Fault.Kind == kind && state.IsActive(now) && scope.Matches(state.Fault) && (suits is null || suits(state.Fault)))
            {
                state.Use();
                used.Add(state.Fault.FaultId);
                return state;
            }
        }

        return null;
    }
}
