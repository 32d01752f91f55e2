using Amazon.Runtime;
using DrsDurable.Aws.EC2.Model;

namespace DrsDurable.Aws.EC2;

public interface IEC2PaginatorFactory
{
    IDescribeInstancesPaginator DescribeInstances(DescribeInstancesRequest request);

    IDescribeInstanceStatusPaginator DescribeInstanceStatus(DescribeInstanceStatusRequest request);

    IDescribeLaunchTemplatesPaginator DescribeLaunchTemplates(DescribeLaunchTemplatesRequest request);

    IDescribeLaunchTemplateVersionsPaginator DescribeLaunchTemplateVersions(DescribeLaunchTemplateVersionsRequest request);

    IDescribeSubnetsPaginator DescribeSubnets(DescribeSubnetsRequest request);

    IDescribeSecurityGroupsPaginator DescribeSecurityGroups(DescribeSecurityGroupsRequest request);

    IDescribeInstanceTypeOfferingsPaginator DescribeInstanceTypeOfferings(DescribeInstanceTypeOfferingsRequest request);
}

public interface IDescribeInstancesPaginator
{
    IPaginatedEnumerable<DescribeInstancesResponse> Responses { get; }

    IPaginatedEnumerable<Reservation> Reservations { get; }
}

public interface IDescribeInstanceStatusPaginator
{
    IPaginatedEnumerable<DescribeInstanceStatusResponse> Responses { get; }

    IPaginatedEnumerable<InstanceStatus> InstanceStatuses { get; }
}

public interface IDescribeLaunchTemplatesPaginator
{
    IPaginatedEnumerable<DescribeLaunchTemplatesResponse> Responses { get; }

    IPaginatedEnumerable<LaunchTemplate> LaunchTemplates { get; }
}

public interface IDescribeLaunchTemplateVersionsPaginator
{
    IPaginatedEnumerable<DescribeLaunchTemplateVersionsResponse> Responses { get; }

    IPaginatedEnumerable<LaunchTemplateVersion> LaunchTemplateVersions { get; }
}

public interface IDescribeSubnetsPaginator
{
    IPaginatedEnumerable<DescribeSubnetsResponse> Responses { get; }

    IPaginatedEnumerable<Subnet> Subnets { get; }
}

public interface IDescribeSecurityGroupsPaginator
{
    IPaginatedEnumerable<DescribeSecurityGroupsResponse> Responses { get; }

    IPaginatedEnumerable<SecurityGroup> SecurityGroups { get; }
}

public interface IDescribeInstanceTypeOfferingsPaginator
{
    IPaginatedEnumerable<DescribeInstanceTypeOfferingsResponse> Responses { get; }

    IPaginatedEnumerable<InstanceTypeOffering> InstanceTypeOfferings { get; }
}
