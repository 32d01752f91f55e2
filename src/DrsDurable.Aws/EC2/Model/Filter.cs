using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

/// <summary><c>tag:KEY</c>, <c>tag-key</c> or a name of the operation; values may hold * and ?.</summary>
public sealed class Filter
{
    public string? Name { get; set; }

    [WireName("Value")]
    public List<string>? Values { get; set; }
}
