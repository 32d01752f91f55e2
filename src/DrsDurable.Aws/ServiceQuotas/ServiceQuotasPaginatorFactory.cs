using Amazon.Runtime;
using DrsDurable.Aws.ServiceQuotas.Model;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.ServiceQuotas;

internal sealed class ServiceQuotasPaginatorFactory(IAmazonServiceQuotas client) : IServiceQuotasPaginatorFactory
{
    public IListServiceQuotasPaginator ListServiceQuotas(ListServiceQuotasRequest request) => new ListServiceQuotasPaginator(client, request);

    private sealed class ListServiceQuotasPaginator(IAmazonServiceQuotas client, ListServiceQuotasRequest request) : IListServiceQuotasPaginator
    {
        private readonly PageByPage<ListServiceQuotasResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.ListServiceQuotasAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<ListServiceQuotasResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<ServiceQuota> Quotas => pages.Items(response => response.Quotas);
    }
}
