using DrsDurable.Aws.ServiceQuotas;
using DrsDurable.Aws.ServiceQuotas.Model;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Aws.Tests.Simulator.Iam;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Jobs;

namespace DrsDurable.Aws.Tests.Simulator.ServiceQuotas;

public sealed class ServiceQuotaTests
{
    private static readonly AwsTarget Target = new(SimulatorBench.Account, "us-east-1");

    [Fact]
    public async Task The_quotas_that_the_simulator_keeps_are_the_ones_it_tells()
    {
        await using var bench = await SimulatorBench.StartAsync(options: new SimulatorOptions { Quotas = new Quotas { ConcurrentJobs = 7 } });
        using var factory = PermissionTests.FactoryFor(bench);
        var client = factory.ServiceQuotas(Target);

        var all = new List<ServiceQuota>();
        await foreach (var quota in client.Paginators.ListServiceQuotas(new ListServiceQuotasRequest { ServiceCode = "drs", MaxResults = 2 }).Quotas)
        {
            all.Add(quota);
        }

        var one = (await client.GetServiceQuotaAsync(new GetServiceQuotaRequest { ServiceCode = "drs", QuotaCode = "L-D88FAC3A" })).Quota!;
        all.Select(quota => quota.QuotaCode).Should().BeEquivalentTo("L-D88FAC3A", "L-B827C881", "L-05AFA8C6", "L-DD6D028C", "L-C1D14A2B", "L-E28BE5E0", "L-0588D03B", "L-1F3FAE4D", "L-4B0323BD").And.OnlyHaveUniqueItems();
        one.Should().BeEquivalentTo(new { Value = 7d, Adjustable = false, ServiceCode = "drs", QuotaArn = "arn:aws:servicequotas:us-east-1:111122223333:drs/L-D88FAC3A" });
    }

    [Theory]
    [InlineData("ec2", "L-D88FAC3A", "NoSuchResourceException")]
    [InlineData("drs", "L-00000000", "NoSuchResourceException")]
    [InlineData(null, "L-00000000", "IllegalArgumentException")]
    public async Task What_is_not_there_is_told(string? service, string code, string error)
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var factory = PermissionTests.FactoryFor(bench);

        var refusal = await factory.ServiceQuotas(Target).Invoking(client => client.GetServiceQuotaAsync(new GetServiceQuotaRequest { ServiceCode = service, QuotaCode = code })).Should().ThrowAsync<AmazonServiceQuotasException>();

        refusal.Which.ErrorCode.Should().Be(error);
    }
}
