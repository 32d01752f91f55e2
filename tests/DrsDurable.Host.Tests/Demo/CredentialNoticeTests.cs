using DrsDurable.Host.Demo;

namespace DrsDurable.Host.Tests.Demo;

public sealed class CredentialNoticeTests
{
    [Fact]
    public void NothingSet_NothingSaid() => CredentialNotice.For(_ => false, hasCredentialsFile: false).Should().BeNull();

    [Fact]
    public void WhatIsSet_IsNamed_AndIgnored() =>
        CredentialNotice.For(name => name is "AWS_PROFILE" or "AWS_ACCESS_KEY_ID", hasCredentialsFile: true)
            .Should().Be("AWS credentials are set (AWS_ACCESS_KEY_ID, AWS_PROFILE, ~/.aws/credentials): the demo ignores them.");
}
