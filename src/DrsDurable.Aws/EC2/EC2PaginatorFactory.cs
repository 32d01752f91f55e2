using Amazon.Runtime;
using DrsDurable.Aws.EC2.Model;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2;

internal sealed class EC2PaginatorFactory(IAmazonEC2 client) : IEC2PaginatorFactory
{
    public IDescribeInstancesPaginator DescribeInstances(DescribeInstancesRequest request) => new DescribeInstancesPaginator(client, request);

    public IDescribeInstanceStatusPaginator DescribeInstanceStatus(DescribeInstanceStatusRequest request) => new DescribeInstanceStatusPaginator(client, request);

    public IDescribeLaunchTemplatesPaginator DescribeLaunchTemplates(DescribeLaunchTemplatesRequest request) => new DescribeLaunchTemplatesPaginator(client, request);

    public IDescribeLaunchTemplateVersionsPaginator DescribeLaunchTemplateVersions(DescribeLaunchTemplateVersionsRequest request) => new DescribeLaunchTemplateVersionsPaginator(client, request);

    public IDescribeSubnetsPaginator DescribeSubnets(DescribeSubnetsRequest request) => new DescribeSubnetsPaginator(client, request);

    public IDescribeSecurityGroupsPaginator DescribeSecurityGroups(DescribeSecurityGroupsRequest request) => new DescribeSecurityGroupsPaginator(client, request);

    public IDescribeInstanceTypeOfferingsPaginator DescribeInstanceTypeOfferings(DescribeInstanceTypeOfferingsRequest request) => new DescribeInstanceTypeOfferingsPaginator(client, request);

    private sealed class DescribeInstancesPaginator(IAmazonEC2 client, DescribeInstancesRequest request) : IDescribeInstancesPaginator
    {
        private readonly PageByPage<DescribeInstancesResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeInstancesAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeInstancesResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<Reservation> Reservations => pages.Items(response => response.Reservations);
    }

    private sealed class DescribeInstanceStatusPaginator(IAmazonEC2 client, DescribeInstanceStatusRequest request) : IDescribeInstanceStatusPaginator
    {
        private readonly PageByPage<DescribeInstanceStatusResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeInstanceStatusAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeInstanceStatusResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<InstanceStatus> InstanceStatuses => pages.Items(response => response.InstanceStatuses);
    }

    private sealed class DescribeLaunchTemplatesPaginator(IAmazonEC2 client, DescribeLaunchTemplatesRequest request) : IDescribeLaunchTemplatesPaginator
    {
        private readonly PageByPage<DescribeLaunchTemplatesResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeLaunchTemplatesAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeLaunchTemplatesResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<LaunchTemplate> LaunchTemplates => pages.Items(response => response.LaunchTemplates);
    }

    private sealed class DescribeLaunchTemplateVersionsPaginator(IAmazonEC2 client, DescribeLaunchTemplateVersionsRequest request) : IDescribeLaunchTemplateVersionsPaginator
    {
        private readonly PageByPage<DescribeLaunchTemplateVersionsResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeLaunchTemplateVersionsAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeLaunchTemplateVersionsResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<LaunchTemplateVersion> LaunchTemplateVersions => pages.Items(response => response.LaunchTemplateVersions);
    }

    private sealed class DescribeSubnetsPaginator(IAmazonEC2 client, DescribeSubnetsRequest request) : IDescribeSubnetsPaginator
    {
        private readonly PageByPage<DescribeSubnetsResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeSubnetsAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeSubnetsResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<Subnet> Subnets => pages.Items(response => response.Subnets);
    }

    private sealed class DescribeSecurityGroupsPaginator(IAmazonEC2 client, DescribeSecurityGroupsRequest request) : IDescribeSecurityGroupsPaginator
    {
        private readonly PageByPage<DescribeSecurityGroupsResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeSecurityGroupsAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeSecurityGroupsResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<SecurityGroup> SecurityGroups => pages.Items(response => response.SecurityGroups);
    }

    private sealed class DescribeInstanceTypeOfferingsPaginator(IAmazonEC2 client, DescribeInstanceTypeOfferingsRequest request) : IDescribeInstanceTypeOfferingsPaginator
    {
        private readonly PageByPage<DescribeInstanceTypeOfferingsResponse> pages = new(
            (token, cancellationToken) =>
            {
                request.NextToken = token;
                return client.DescribeInstanceTypeOfferingsAsync(request, cancellationToken);
            },
            response => response.NextToken,
            request.NextToken);

        public IPaginatedEnumerable<DescribeInstanceTypeOfferingsResponse> Responses => pages.Responses;

        public IPaginatedEnumerable<InstanceTypeOffering> InstanceTypeOfferings => pages.Items(response => response.InstanceTypeOfferings);
    }
}
