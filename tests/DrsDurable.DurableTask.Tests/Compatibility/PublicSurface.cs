using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DrsDurable.DurableTask.Tests.Compatibility;

/// <summary>
/// The public types and members of assemblies, one a line in a normal form: namespaces and the nullability inside type arguments
/// are left out, members inherited from a base type in the same assemblies count as the type's own.
/// </summary>
internal sealed class PublicSurface(string rootNamespace)
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext nullability = new();

    public HashSet<string> Of(IEnumerable<Assembly> assemblies)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsOurs))
        {
            lines.UnionWith(Of(type));
        }

        return lines;
    }

    private bool IsOurs(Type type) =>
        type.Namespace is { } home && (home == rootNamespace || home.StartsWith(rootNamespace + ".", StringComparison.Ordinal));

    private IEnumerable<string> Of(Type type)
    {
        var name = QualifiedName(type);
        yield return $"{name} = {TypeName.KindOf(type)}";
        if (type.IsEnum)
        {
            foreach (var value in Enum.GetValues(type))
            {
                yield return $"{name} .. {value} = {Convert.ToInt64(value, CultureInfo.InvariantCulture)}";
            }

            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            yield return $"{name} .. {TypeName.Of(invoke.ReturnType)}({Parameters(invoke)})";
            yield break;
        }

        foreach (var parent in type.GetInterfaces().Append(type.BaseType).OfType<Type>())
        {
            yield return $"{name} : {TypeName.Of(parent)}";
        }

        for (var declaring = type; declaring is not null && (declaring == type || IsOurs(declaring)); declaring = declaring.BaseType)
        {
            foreach (var member in Members(declaring, inherited: declaring != type))
            {
                yield return $"{name} .. {member}";
            }
        }
    }

    private IEnumerable<string> Members(Type type, bool inherited)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => !inherited && !constructor.IsStatic && IsVisible(constructor)))
        {
            yield return $"{Access(constructor)}ctor({Parameters(constructor)})";
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic))
        {
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : string.Empty)}{Nullable(field.FieldType, nullability.Create(field).ReadState)} {field.Name}";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            if (Property(property) is { } text)
            {
                yield return text;
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            yield return Method(method);
        }
    }

    private string? Property(PropertyInfo property)
    {
        var getter = property.GetMethod is { } get && IsVisible(get) ? get : null;
        var setter = property.SetMethod is { } set && IsVisible(set) ? set : null;
        if ((getter ?? setter) is not { } accessor)
        {
            return null;
        }

        var state = nullability.Create(property);
        var isInit = setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        return $"{Access(accessor)}{Dispatch(accessor)}{Nullable(property.PropertyType, getter is null ? state.WriteState : state.ReadState)} {property.Name} "
            + $"{{ {(getter is null ? string.Empty : "get; ")}{(setter is null ? string.Empty : isInit ? "init; " : "set; ")}}}";
    }

    private string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : string.Empty;
        return $"{Access(method)}{Dispatch(method)}{Nullable(method.ReturnType, nullability.Create(method.ReturnParameter).ReadState)} {method.Name}{generic}({Parameters(method)})";
    }

    private string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute), inherit: false);
        return string.Join(", ", method.GetParameters().Select((parameter, index) =>
        {
            var prefix = index == 0 && isExtension ? "this "
                : parameter.IsOut ? "out "
                : parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params "
                : string.Empty;
            var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            return $"{prefix}{Nullable(type, nullability.Create(parameter).ReadState)} {parameter.Name}{Default(parameter)}";
        }));
    }

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue
        ? string.Empty
        : parameter.DefaultValue switch
        {
            null when parameter.ParameterType.IsValueType && System.Nullable.GetUnderlyingType(parameter.ParameterType) is null => " = default",
            null => " = null",
            bool flag => flag ? " = true" : " = false",
            var value => " = " + Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    private static string Nullable(Type type, NullabilityState state) =>
        TypeName.Of(type) + (state == NullabilityState.Nullable && (!type.IsValueType || type.IsGenericParameter) ? "?" : string.Empty);

    private static string Access(MethodBase method) => method.IsPublic ? string.Empty : "protected ";

    private static string Dispatch(MethodInfo method)
    {
        if (method.IsStatic)
        {
            return "static ";
        }

        if (method.DeclaringType!.IsInterface || !method.IsVirtual || method.IsFinal)
        {
            return string.Empty;
        }

        return method.IsAbstract ? "abstract " : method.GetBaseDefinition() != method ? "override " : "virtual ";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private string QualifiedName(Type type)
    {
        var home = type.Namespace == rootNamespace ? string.Empty : type.Namespace![(rootNamespace.Length + 1)..] + ".";
        return home + TypeName.Of(type);
    }
}
