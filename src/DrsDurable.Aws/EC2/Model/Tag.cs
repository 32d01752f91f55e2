namespace DrsDurable.Aws.EC2.Model;

public sealed class Tag
{
    public string? Key { get; set; }

    public string? Value { get; set; }
}
