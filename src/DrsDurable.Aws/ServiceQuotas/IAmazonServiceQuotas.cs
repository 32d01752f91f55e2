using Amazon.Runtime;
using DrsDurable.Aws.ServiceQuotas.Model;

namespace DrsDurable.Aws.ServiceQuotas;

/// <summary>Service Quotas of one account and Region.</summary>
public interface IAmazonServiceQuotas : IAmazonService, IDisposable
{
    IServiceQuotasPaginatorFactory Paginators { get; }

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonServiceQuotasConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonServiceQuotasClient(awsCredentials, (AmazonServiceQuotasConfig)clientConfig);

    Task<ListServiceQuotasResponse> ListServiceQuotasAsync(ListServiceQuotasRequest request, CancellationToken cancellationToken = default);

    Task<GetServiceQuotaResponse> GetServiceQuotaAsync(GetServiceQuotaRequest request, CancellationToken cancellationToken = default);
}
