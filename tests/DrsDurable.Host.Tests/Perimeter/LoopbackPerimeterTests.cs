using DrsDurable.Host.Perimeter;
using DrsDurable.Recovery.Errors;
using Microsoft.AspNetCore.Http;

namespace DrsDurable.Host.Tests.Perimeter;

public sealed class LoopbackPerimeterTests
{
    [Theory]
    [InlineData("127.0.0.1:5080", null)]
    [InlineData("localhost:5080", "http://localhost:5080")]
    [InlineData("LOCALHOST", null)]
    [InlineData("[::1]:5080", "http://[::1]:5080")]
    [InlineData("127.0.0.1:5080", "http://127.0.0.1:5080")]
    public void LoopbackNames_AreServed(string host, string? origin) =>
        LoopbackPerimeter.Refusal(new HostString(host), [origin]).Should().BeNull();

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("127.0.0.1.evil.example:5080")]
    [InlineData("10.0.0.1:5080")]
    [InlineData("")]
    public void ForeignName_IsMisdirected(string host) =>
        LoopbackPerimeter.Refusal(new HostString(host), [])!.Code.Should().Be(RecoveryErrorCode.HostNotAllowed);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://evil.example:5080")]
    [InlineData("http://127.0.0.1:3000")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("null")]
    [InlineData("")]
    public void ForeignPage_IsForbidden(string origin) =>
        LoopbackPerimeter.Refusal(new HostString("127.0.0.1:5080"), [origin])!.Code.Should().Be(RecoveryErrorCode.OriginNotAllowed);
}
