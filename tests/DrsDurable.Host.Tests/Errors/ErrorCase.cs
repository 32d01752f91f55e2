using DrsDurable.Host.Tests.Api;
using DrsDurable.Recovery.Errors;

namespace DrsDurable.Host.Tests.Errors;

/// <summary>A request that is refused.</summary>
/// <param name="Field">What the problem names; <see langword="null"/> when no field is to blame.</param>
/// <param name="Arrange">Makes what has to be there and says how to send the request.</param>
public sealed record ErrorCase(
    RecoveryErrorCode Code, int Status, string? Field, string What, Func<ApiHost, Task<Func<Task<ApiReply>>>> Arrange)
{
    public override string ToString() => $"{Code}: {What}";
}
