using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace DrsDurable.Aws;

/// <summary>
/// Credentials of an assumed role, renewed five minutes before they expire on the clock of whoever issues them. A renewal that fails is no harm while the credentials
/// at hand are good.
/// </summary>
internal sealed class AssumedRoleCredentials : AWSCredentials, IDisposable
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    private readonly IAmazonSecurityTokenService sts;
    private readonly AwsTarget target;
    private readonly TimeProvider issuerTime;
    private readonly SemaphoreSlim renewing = new(1, 1);
    private Issued? issued;

    /// <param name="issuerTime">The clock of the credentials' expiry: the machine's against AWS, simulated time against a simulator.</param>
    public AssumedRoleCredentials(IAmazonSecurityTokenService sts, AwsTarget target, TimeProvider issuerTime)
    {
        this.sts = sts;
        this.target = target;
        this.issuerTime = issuerTime;
    }

    /// <summary>The SDK signs with these, after it has asked for them asynchronously.</summary>
    public override ImmutableCredentials GetCredentials() =>
        Volatile.Read(ref issued)?.Credentials ?? throw new NotSupportedException("Call the asynchronous methods of the client.");

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (Volatile.Read(ref issued) is { } current && issuerTime.GetUtcNow() < current.ExpiresAt - RenewBefore)
        {
            return current.Credentials;
        }

        await renewing.WaitAsync().ConfigureAwait(false);
        try
        {
            return (await RenewAsync().ConfigureAwait(false)).Credentials;
        }
        finally
        {
            renewing.Release();
        }
    }

    public void Dispose()
    {
        sts.Dispose();
        renewing.Dispose();
    }

    private async Task<Issued> RenewAsync()
    {
        var now = issuerTime.GetUtcNow();
        if (issued is { } renewedMeanwhile && now < renewedMeanwhile.ExpiresAt - RenewBefore)
        {
            return renewedMeanwhile;
        }

        try
        {
            var answer = await sts.AssumeRoleAsync(new AssumeRoleRequest
            {
                RoleArn = target.RoleArn,
                RoleSessionName = target.SessionName,
                ExternalId = target.ExternalId,
                SourceIdentity = target.SourceIdentity,
            }).ConfigureAwait(false);
            var credentials = answer.Credentials;
            Volatile.Write(ref issued, new Issued(
                new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken),
                credentials.Expiration!.Value.ToUniversalTime()));
            return issued!;
        }
        catch (Exception failure) when (failure is AmazonServiceException or HttpRequestException or IOException or OperationCanceledException && issued is { } good && now < good.ExpiresAt)
        {
            return good;
        }
    }

    private sealed record Issued(ImmutableCredentials Credentials, DateTimeOffset ExpiresAt);
}
