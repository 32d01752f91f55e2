using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public class ExtensionStatus : ConstantClass
{
    public static readonly ExtensionStatus EXTENDED = new("EXTENDED");
    public static readonly ExtensionStatus EXTENSION_ERROR = new("EXTENSION_ERROR");
    public static readonly ExtensionStatus NOT_EXTENDED = new("NOT_EXTENDED");

    public ExtensionStatus(string value)
        : base(value)
    {
    }

    public static ExtensionStatus FindValue(string value) => FindValue<ExtensionStatus>(value);

    public static implicit operator ExtensionStatus(string value) => FindValue(value);
}

public class ProductCodeMode : ConstantClass
{
    public static readonly ProductCodeMode ENABLED = new("ENABLED");
    public static readonly ProductCodeMode DISABLED = new("DISABLED");

    public ProductCodeMode(string value)
        : base(value)
    {
    }

    public static ProductCodeMode FindValue(string value) => FindValue<ProductCodeMode>(value);

    public static implicit operator ProductCodeMode(string value) => FindValue(value);
}
