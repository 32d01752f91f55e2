namespace DrsDurable.Aws.Wire;

/// <summary>In what the two query protocols differ.</summary>
/// <param name="ApiVersion">Parameter Version.</param>
/// <param name="ListMember">Between the name of a list and the number of an item: empty, or <c>member.</c>.</param>
/// <param name="CamelCaseAnswers">Elements of answers begin in lower case.</param>
internal sealed record QueryDialect(string ApiVersion, string ListMember, bool CamelCaseAnswers);
