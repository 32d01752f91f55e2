namespace DrsDurable.Simulator.Wire;

/// <summary>
/// One page of a list. Positions are unchanging numbers of the items, so that every item is given out exactly once whatever the
/// page size and whatever is added meanwhile.
/// </summary>
internal sealed record Page(int Size, long? After)
{
    /// <summary>Reads maxResults and nextToken. A token must come from a call with the same filter.</summary>
    public static Page Read(OperationContext context, string filter, int maximum = int.MaxValue)
    {
        var maxResults = context.Fields.OptionalPositiveInteger("maxResults", maximum);
        var token = context.Fields.OptionalString("nextToken", null, 2048);
        long? after = null;
        if (!string.IsNullOrEmpty(token))
        {
            if (NextToken.TryRead(token, Binding(context, filter), out var position))
            {
                after = position;
            }
            else
            {
                context.Fields.Add("nextToken", "is not a token of this operation with these filters");
            }
        }

        var size = maxResults ?? (int?)context.TakeFault(Faults.FaultKind.PageSize)?.Size ?? context.World.Options.PageSize;
        return new Page(Math.Min(size, maximum), after);
    }

    /// <summary>Body <c>{"items":[…],"nextToken":"…"}</c>; nextToken is left out on the last page.</summary>
    /// <param name="items">The items after the page's start, in order.</param>
    public OperationResult Write<T>(OperationContext context, string filter, IEnumerable<T> items, Func<T, long> position, Action<WireJson, T> write, string list = "items")
    {
        using var wire = context.Wire();
        wire.Json.WriteStartObject();
        wire.Json.WriteStartArray(list);
        var written = 0;
        long last = 0;
        var more = false;
        foreach (var item in items)
        {
            if (written == Size)
            {
                more = true;
                break;
            }

            write(wire, item);
            last = position(item);
            written++;
        }

        wire.Json.WriteEndArray();
        if (more)
        {
            wire.Json.WriteString("nextToken", NextToken.Create(Binding(context, filter), last));
        }

        wire.Json.WriteEndObject();
        return new OperationResult(200, wire.ToBody());
    }

    private static string Binding(OperationContext context, string filter) => $"{context.Operation}\n{context.Cell.Name}\n{filter}";
}
