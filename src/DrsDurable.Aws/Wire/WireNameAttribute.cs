namespace DrsDurable.Aws.Wire;

/// <summary>The name of a member on the wire, where it is not the property's own in the protocol's manner.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WireNameAttribute(string? request = null) : Attribute
{
    /// <summary>In query parameters.</summary>
    public string? Request => request;

    /// <summary>Of the XML element in answers.</summary>
    public string? Answer { get; init; }
}
