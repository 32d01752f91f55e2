using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace DrsDurable.Testing.HoldPoints;

/// <summary>Any object as text, <c>TypeName{Property=value …}</c> through all levels, for patterns to look into.</summary>
internal static class WrittenOut
{
    private const int Deepest = 8;

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null or Delegate or CancellationToken or MemberInfo:
                break;
            case string plain:
                text.Append(plain);
                break;
            case IConvertible simple:
                text.Append(simple.ToString(CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset or TimeSpan or Guid:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case byte[] or ReadOnlyMemory<byte> or Memory<byte>:
                text.Append("bytes");
                break;
            case not null when depth >= Deepest:
                text.Append('…');
                break;
            case IEnumerable many:
                text.Append('[');
                foreach (var item in many)
                {
                    Write(text, item, depth + 1);
                    text.Append(' ');
                }

                text.Append(']');
                break;
            default:
                WriteProperties(text, value, depth);
                break;
        }
    }

    private static void WriteProperties(StringBuilder text, object value, int depth)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0)
            {
                text.Append(property.Name).Append('=');
                Write(text, property.GetValue(value), depth + 1);
                text.Append(' ');
            }
        }

        text.Append('}');
    }
}
