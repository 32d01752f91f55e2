using System.Net;
using Amazon.Runtime;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class ErrorTests
{
    public static TheoryData<string, int, string, Type> ModelledErrors => new()
    {
        { "AccessDeniedException", 403, """{"message":"m","code":"c"}""", typeof(AccessDeniedException) },
        { "ConflictException", 409, """{"message":"m","code":"c","resourceId":"r","resourceType":"t"}""", typeof(ConflictException) },
        { "InternalServerException", 500, """{"message":"m"}""", typeof(InternalServerException) },
        { "ResourceNotFoundException", 404, """{"message":"m","code":"c","resourceId":"r","resourceType":"t"}""", typeof(ResourceNotFoundException) },
        { "ServiceQuotaExceededException", 402, """{"message":"m","code":"c","resourceId":"r","resourceType":"t","serviceCode":"drs","quotaCode":"L-D88FAC3A"}""", typeof(ServiceQuotaExceededException) },
        { "ThrottlingException", 429, """{"message":"m","serviceCode":"drs","quotaCode":"q"}""", typeof(ThrottlingException) },
        { "UninitializedAccountException", 400, """{"message":"m","code":"c"}""", typeof(UninitializedAccountException) },
        { "ValidationException", 400, """{"message":"m","code":"c","reason":"fieldValidationFailed","fieldList":[{"name":"n","message":"x"}]}""", typeof(ValidationException) },
    };

    [Theory]
    [MemberData(nameof(ModelledErrors))]
    public async Task ModelledError_BecomesItsType_WithItsMembers(string code, int status, string body, Type type)
    {
        await using var clients = await StubClients.StartAsync(options => options with { MaxReadRetries = 0 }, Answers.Error(status, code, body));

        var error = (await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>()).Which;

        error.Should().BeOfType(type);
        error.Message.Should().Be("m");
        error.ErrorCode.Should().Be(code);
        error.StatusCode.Should().Be((HttpStatusCode)status);
        error.RequestId.Should().Be($"req-{status}");
        error.ErrorType.Should().Be(status >= 500 ? ErrorType.Receiver : ErrorType.Sender);
        foreach (var (member, value) in new[] { ("Code", "c"), ("ResourceId", "r"), ("ResourceType", "t"), ("ServiceCode", "drs") })
        {
            type.GetProperty(member)?.GetValue(error).Should().Be(value);
        }

        if (error is ValidationException validation)
        {
            validation.Reason.Should().Be(ValidationExceptionReason.FieldValidationFailed);
            validation.FieldList.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "n", Message = "x" });
        }

        if (error is ServiceQuotaExceededException quota)
        {
            quota.QuotaCode.Should().Be("L-D88FAC3A");
        }
    }

    [Theory]
    [InlineData("ConflictException:http://internal.amazon.com/coral/", """{"code":"409","__type":"ValidationException"}""")]
    [InlineData("com.amazonaws.drs#ConflictException", """{"message":"m"}""")]
    [InlineData(null, """{"__type":"com.amazonaws.drs#ConflictException","code":"409"}""")]
    [InlineData(null, """{"code":"ConflictException"}""")]
    public async Task Code_IsTakenFromHeader_ThenType_ThenCode(string? header, string body)
    {
        await using var clients = await StubClients.StartAsync(Answers.Error(409, header, body));

        await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<ConflictException>();
    }

    [Fact]
    public async Task NullMembers_AreNull()
    {
        await using var clients = await StubClients.StartAsync(
            Answers.Error(409, "ConflictException", """{"message":"busy","code":null,"resourceId":null,"resourceType":null}"""));

        var conflict = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<ConflictException>()).Which;

        conflict.Should().BeEquivalentTo(new { Message = "busy", Code = (string?)null, ResourceId = (string?)null, ResourceType = (string?)null });
    }

    [Theory]
    [InlineData("UnrecognizedClientException", 403)]
    [InlineData("InvalidSignatureException", 403)]
    [InlineData("SomethingNewException", 418)]
    public async Task UnmodelledCode_IsCarried(string code, int status)
    {
        await using var clients = await StubClients.StartAsync(Answers.Error(status, code, """{"Message":"capital M"}"""));

        var error = (await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>()).Which;

        error.Should().BeOfType<AmazonDrsException>();
        error.ErrorCode.Should().Be(code);
        error.Message.Should().Be("capital M");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(403)]
    [InlineData(504)]
    public async Task HtmlAnswer_IsAnErrorWithItsStatus(int status)
    {
        await using var clients = await StubClients.StartAsync(options => options with { MaxReadRetries = 0 }, Answers.Html(status));

        var error = (await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>()).Which;

        error.StatusCode.Should().Be((HttpStatusCode)status);
        error.Message.Should().Contain(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task EmptyErrorAnswer_IsAnErrorWithItsStatus()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json("", 403));

        var error = (await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>()).Which;

        error.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(429, "ThrottlingException", "7", 7)]
    [InlineData(500, "InternalServerException", "3", 3)]
    [InlineData(429, "ThrottlingException", "Fri, 20 Nov 2026 10:00:00 GMT", null)]
    [InlineData(429, "ThrottlingException", null, null)]
    [InlineData(409, "ConflictException", "9", null)]
    public async Task RetryAfter_IsReadFromTheErrorsThatCarryIt(int status, string code, string? header, int? seconds)
    {
        await using var clients = await StubClients.StartAsync(options => options with { MaxReadRetries = 0 }, Answers.Error(status, code, """{"message":"m"}""", header));

        var error = (await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>()).Which;

        RetryAfter.Of(error).Should().Be(seconds is { } given ? TimeSpan.FromSeconds(given) : null);
        if (error is ThrottlingException throttled)
        {
            throttled.RetryAfterSeconds.Should().Be(header);
        }
    }
}
