using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DrsDurable.Aws.ServiceQuotas.Model;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.ServiceQuotas;

/// <summary>Stands in for the class of this name in AWSSDK.ServiceQuotas.</summary>
public class AmazonServiceQuotasClient : BundledServiceClient, IAmazonServiceQuotas
{
    /// <param name="credentials">Null selects the default chain.</param>
    public AmazonServiceQuotasClient(AWSCredentials? credentials, AmazonServiceQuotasConfig config)
        : base(credentials, config)
    {
        Paginators = new ServiceQuotasPaginatorFactory(this);
    }

    public IServiceQuotasPaginatorFactory Paginators { get; }

    public virtual Task<ListServiceQuotasResponse> ListServiceQuotasAsync(ListServiceQuotasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListServiceQuotasResponse>("ListServiceQuotas", request, cancellationToken);

    public virtual Task<GetServiceQuotaResponse> GetServiceQuotaAsync(GetServiceQuotaRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetServiceQuotaResponse>("GetServiceQuota", request, cancellationToken);

    private Task<TResponse> CallAsync<TResponse>(string operation, AmazonServiceQuotasRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = new InvokeOptions
        {
            RequestMarshaller = new TargetedJsonMarshaller("Amazon.ServiceQuotas", $"ServiceQuotasV20190624.{operation}"),
            ResponseUnmarshaller = new TargetedJsonUnmarshaller<TResponse>(
                (message, inner, type, code, requestId, status) => new AmazonServiceQuotasException(message, inner, type, code, requestId, status)),
        };
        return InvokeAsync<TResponse>(request, options, cancellationToken);
    }
}
