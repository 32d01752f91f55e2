using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using Amazon.Runtime;

namespace DrsDurable.Aws.Wire;

/// <summary>Reads structures from the XML of query protocols. Elements nobody asked for are passed over, whatever their namespace.</summary>
internal static class XmlMembers
{
    private static readonly ConcurrentDictionary<(Type Type, bool CamelCase), Dictionary<string, PropertyInfo>> Members = new();

    public static void Fill(object structure, XElement element, QueryDialect dialect)
    {
        var members = Members.GetOrAdd((structure.GetType(), dialect.CamelCaseAnswers), static key => MembersOf(key.Type, key.CamelCase));
        foreach (var child in element.Elements())
        {
            if (members.TryGetValue(child.Name.LocalName, out var property))
            {
                property.SetValue(structure, Read(child, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, dialect));
            }
        }
    }

    /// <exception cref="FormatException">A number, time or truth value is none.</exception>
    private static object? Read(XElement element, Type type, QueryDialect dialect)
    {
        if (type == typeof(string))
        {
            return element.Value;
        }

        if (type.IsSubclassOf(typeof(ConstantClass)))
        {
            return element.Value.Length == 0 ? null : type.GetMethod("FindValue", BindingFlags.Public | BindingFlags.Static, [typeof(string)])!.Invoke(null, [element.Value]);
        }

        if (type == typeof(bool))
        {
            return bool.Parse(element.Value);
        }

        if (type == typeof(DateTime))
        {
            return DateTime.Parse(element.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(element.Value, type, CultureInfo.InvariantCulture);
        }

        var value = Activator.CreateInstance(type)!;
        if (value is IList list)
        {
            foreach (var item in element.Elements())
            {
                list.Add(Read(item, type.GetGenericArguments()[0], dialect));
            }
        }
        else
        {
            Fill(value, element, dialect);
        }

        return value;
    }

    private static Dictionary<string, PropertyInfo> MembersOf(Type type, bool camelCase) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.DeclaringType!.Assembly != typeof(AmazonWebServiceResponse).Assembly && property.CanWrite)
        .ToDictionary(
            property => property.GetCustomAttribute<WireNameAttribute>()?.Answer ?? (camelCase ? $"{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}" : property.Name),
            StringComparer.Ordinal);
}
