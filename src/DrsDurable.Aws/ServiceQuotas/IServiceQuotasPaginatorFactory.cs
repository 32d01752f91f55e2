using Amazon.Runtime;
using DrsDurable.Aws.ServiceQuotas.Model;

namespace DrsDurable.Aws.ServiceQuotas;

public interface IServiceQuotasPaginatorFactory
{
    IListServiceQuotasPaginator ListServiceQuotas(ListServiceQuotasRequest request);
}

public interface IListServiceQuotasPaginator
{
    IPaginatedEnumerable<ListServiceQuotasResponse> Responses { get; }

    IPaginatedEnumerable<ServiceQuota> Quotas { get; }
}
