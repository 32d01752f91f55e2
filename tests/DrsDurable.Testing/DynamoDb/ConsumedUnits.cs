namespace DrsDurable.Testing.DynamoDb;

/// <summary>What calls have consumed; index units are part of the write units and told apart beside them.</summary>
public sealed class ConsumedUnits
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int> requests = new(StringComparer.Ordinal);
    private double write;
    private double index;
    private double read;

    public double WriteUnits => Locked(() => write);

    public double IndexUnits => Locked(() => index);

    public double ReadUnits => Locked(() => read);

    public int Requests => Locked(() => requests.Values.Sum());

    /// <summary>By operation.</summary>
    public IReadOnlyDictionary<string, int> RequestsByOperation => Locked(() => new Dictionary<string, int>(requests, StringComparer.Ordinal));

    public void Reset() => Locked(() =>
    {
        requests.Clear();
        write = index = read = 0;
        return true;
    });

    public override string ToString() => Locked(() =>
        $"{write:0.#} write units ({index:0.#} of them index), {read:0.#} read units; {string.Join(", ", requests.Select(pair => $"{pair.Value} {pair.Key}"))}");

    internal void Request(string operation) => Locked(() => requests[operation] = requests.GetValueOrDefault(operation) + 1);

    internal void Wrote(double table, double indexes) => Locked(() =>
    {
        write += table + indexes;
        return index += indexes;
    });

    internal void Read(double units) => Locked(() => read += units);

    private T Locked<T>(Func<T> act)
    {
        lock (gate)
        {
            return act();
        }
    }
}
