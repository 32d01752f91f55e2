namespace DrsDurable.Aws;

/// <summary>A key pair for the simulator. Its text form shows no secret.</summary>
public sealed record AccessKey(string AccessKeyId, string SecretAccessKey)
{
    public override string ToString() => $"AccessKey {AccessKeyId}";
}
