using System.Reflection;

namespace DrsDurable.Host;

public static class ProductVersion
{
    /// <summary>Like <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
