namespace DrsDurable.Testing.DynamoDb;

/// <summary>
/// The tests of the class, inherited ones included, run against dynalite. Where Node is missing they are skipped with that reason, except under
/// CI=true, where they run and fail. Needs <see cref="SkippingTestFramework"/> in the assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsDynaliteAttribute : Attribute;
