using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Amazon.Runtime;

namespace DrsDurable.Aws.Wire;

/// <summary>Writes the members of a request as query parameters: <c>Filter.1.Value.2=…</c>. What is unset is left out.</summary>
internal static class QueryParameters
{
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, string Name)[]> Members = new();

    public static IEnumerable<KeyValuePair<string, string>> Of(AmazonWebServiceRequest request, QueryDialect dialect) => Write(request, "", dialect);

    private static IEnumerable<KeyValuePair<string, string>> Write(object structure, string prefix, QueryDialect dialect) =>
        Members.GetOrAdd(structure.GetType(), MembersOf).SelectMany(member => WriteValue(member.Property.GetValue(structure), prefix + member.Name, dialect));

    private static IEnumerable<KeyValuePair<string, string>> WriteValue(object? value, string name, QueryDialect dialect) => value switch
    {
        null => [],
        string text => [new(name, text)],
        bool flag => [new(name, flag ? "true" : "false")],
        ConstantClass constant => [new(name, constant.Value)],
        DateTime time => [new(name, time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))],
        IList list => list.Cast<object?>().Index().SelectMany(item => WriteValue(item.Item, string.Create(CultureInfo.InvariantCulture, $"{name}.{dialect.ListMember}{item.Index + 1}"), dialect)),
        IFormattable number => [new(name, number.ToString(null, CultureInfo.InvariantCulture))],
        _ => Write(value, name + ".", dialect),
    };

    private static (PropertyInfo Property, string Name)[] MembersOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType!.Assembly != typeof(AmazonWebServiceRequest).Assembly && property.CanWrite)
            .Select(property => (property, property.GetCustomAttribute<WireNameAttribute>()?.Request ?? property.Name)),
    ];
}
