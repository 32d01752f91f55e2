namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>An instance as its shard's active list names it.</summary>
/// <param name="Parked">Where it was parked, if it still stands exactly there; otherwise its history must be read.</param>
public sealed record ActiveItem(string InstanceId, string Life, ParkedAt? Parked);

/// <summary>
/// A place in an instance's history at which it has nothing to do by itself before it is due: no activity is open, everything it
/// sent has arrived, its head is shown. That stays true of the place for ever, so a note of it can be outdated but never wrong.
/// </summary>
/// <param name="Sequence">Of the last batch; −1 for an instance whose start is not due.</param>
/// <param name="NextDue">Domain time of its start or its earliest open timer.</param>
public readonly record struct ParkedAt(int Generation, int Sequence, DateTime? NextDue);

/// <summary>A note for the active list.</summary>
public sealed record ParkingMark(string InstanceId, string Life, ParkedAt At);
