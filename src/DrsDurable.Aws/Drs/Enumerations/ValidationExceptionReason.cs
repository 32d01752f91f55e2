using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public class ValidationExceptionReason : ConstantClass
{
    public static readonly ValidationExceptionReason UnknownOperation = new("unknownOperation");
    public static readonly ValidationExceptionReason CannotParse = new("cannotParse");
    public static readonly ValidationExceptionReason FieldValidationFailed = new("fieldValidationFailed");
    public static readonly ValidationExceptionReason Other = new("other");

    public ValidationExceptionReason(string value)
        : base(value)
    {
    }

    public static ValidationExceptionReason FindValue(string value) => FindValue<ValidationExceptionReason>(value);

    public static implicit operator ValidationExceptionReason(string value) => FindValue(value);
}
