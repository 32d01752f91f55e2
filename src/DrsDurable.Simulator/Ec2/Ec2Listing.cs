using System.Globalization;
using System.Xml.Linq;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Ec2;

/// <summary>What a Describe operation of EC2 lists: its filters, its ids, and how an item is written.</summary>
/// <param name="Element">Name of the list in the answer.</param>
/// <param name="Position">Unchanging order of the items.</param>
internal sealed record Ec2Listing<T>(string Element, Func<T, long> Position, Func<T, XElement> Write)
{
    /// <summary>Values of an item by filter name.</summary>
    public required IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Filters { get; init; }

    /// <summary>For <c>tag:KEY</c> and <c>tag-key</c>; null when items have no tags.</summary>
    public Func<T, IEnumerable<KeyValuePair<string, string>>>? Tags { get; init; }

    public long MinimumPage { get; init; } = 5;

    public long MaximumPage { get; init; } = 1000;

    /// <summary>Reads Filter, MaxResults, NextToken and DryRun, and answers with a page.</summary>
    /// <param name="binding">What else the list depends on, so that a token serves only its own call.</param>
    /// <param name="ids">True when items were asked for by id: pages do not go with that.</param>
    public OperationResult Answer(OperationContext context, IEnumerable<T> items, string binding, bool ids)
    {
        var query = context.Query;
        var filters = query.Structures("Filter").Select(filter => (Name: filter.Text("Name") ?? "", Values: filter.List("Value"))).ToList();
        var size = query.Integer("MaxResults", MinimumPage, MaximumPage);
        var token = query.Text("NextToken");
        var dryRun = query.Boolean("DryRun") == true;
        if (query.Error is { } error)
        {
            return error;
        }

        if (query.Unknown is { } unknown)
        {
            return Ec2Errors.UnknownParameter(unknown);
        }

        if (filters.Find(filter => !Knows(filter.Name)) is { Name: not null } wrong)
        {
            return Ec2Errors.InvalidValue($"The filter '{wrong.Name}' is invalid");
        }

        if (ids && size is not null)
        {
            return new ServiceError(400, "InvalidParameterCombination", "The parameter MaxResults cannot be used with ids in the same request");
        }

        if (dryRun)
        {
            return Ec2Errors.DryRun();
        }

        var seal = $"{context.Operation}\n{context.Cell.Name}\n{binding}\n{string.Join('|', filters.Select(filter => $"{filter.Name}={string.Join(',', filter.Values)}"))}";
        long after = 0;
        if (!string.IsNullOrEmpty(token) && !NextToken.TryRead(token, seal, out after))
        {
            return new ServiceError(400, "InvalidNextToken", $"The token '{token}' is invalid");
        }

        var limit = size ?? (long?)context.TakeFault(FaultKind.PageSize)?.Size ?? MaximumPage;
        var selected = items.Where(item => filters.TrueForAll(filter => Passes(item, filter.Name, filter.Values)) && (string.IsNullOrEmpty(token) || Position(item) > after)).Take((int)limit + 1).ToList();
        var page = selected.Take((int)limit).ToList();
        var answer = new List<XElement> { new(Element, page.Select(Write)) };
        if (selected.Count > page.Count)
        {
            answer.Add(new XElement("nextToken", NextToken.Create(seal, Position(page[^1]))));
        }

        return OperationResult.OfXml(answer);
    }

    private bool Knows(string name) => Filters.ContainsKey(name) || (Tags is not null && (name == "tag-key" || name.StartsWith("tag:", StringComparison.Ordinal)));

    private bool Passes(T item, string name, IReadOnlyList<string> wanted)
    {
        var actual = Filters.TryGetValue(name, out var values) ? values(item)
            : name == "tag-key" ? Tags!(item).Select(tag => tag.Key)
            : Tags!(item).Where(tag => tag.Key == name["tag:".Length..]).Select(tag => tag.Value);
        return actual.Any(value => wanted.Any(pattern => Wildcard.Matches(pattern, value, StringComparison.Ordinal)));
    }
}

internal static class Ec2Errors
{
    public static ServiceError UnknownParameter(string name) => new(400, "UnknownParameter", $"The parameter {name} is not recognized");

    public static ServiceError InvalidValue(string problem) => new(400, "InvalidParameterValue", problem);

    public static ServiceError DryRun() => new(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
}

internal static class Ec2Xml
{
    public static XElement Tags(IEnumerable<KeyValuePair<string, string>> tags) =>
        new("tagSet", tags.Select(tag => new XElement("item", new XElement("key", tag.Key), new XElement("value", tag.Value))));

    public static XElement Text(string name, string? value) => new(name, value ?? "");

    public static XElement Boolean(string name, bool value) => new(name, value ? "true" : "false");

    public static XElement Number(string name, long value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    public static XElement Time(string name, DateTimeOffset time) => new(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", CultureInfo.InvariantCulture));
}
